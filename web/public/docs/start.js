// This is a file of its own because the content policy allows no inline script.
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: false,
  // The public validator badge would send the address of this server to another host.
  validatorUrl: null,
});
