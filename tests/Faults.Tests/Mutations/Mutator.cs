using System.Text;

namespace TracedLlm.Faults.Tests.Mutations;

/// <summary>Changes bytes of JSON and of event streams as broken clients, broken proxies and attackers do.</summary>
internal sealed class Mutator(Random random)
{
    private const int MostChanges = 4;
    private const int DeepestNesting = 3000;

    private static readonly byte[][] Splices =
    [
        [0], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
        .. new[]
        {
            "\\ud800", "\\udc00\\ud800", "\\u0000", "\\uZZZZ", "\\", "\"", "'", "{", "}", "[", "]", ",", ":", "\r", "\n", "\r\n\r\n", "\n\n", "data:", "data: [DONE]\n\n", "event: error\n",
            "1e999999", "-1e-999999", "-0", "00", "123456789012345678901234567890", "NaN", "Infinity", "0x1F", ".5", "1.", "null", "true", "[]", "{}", "\"\"",
            "\"model\":\"demo\",", "\"stream\":true,", "\"stream\":\"yes\",", "\"messages\":null,", "\"messages\":[[]],", "\"metadata\":[1],", "\"metadata\":{\"session_id\":{}},", "\"usage\":{\"total_tokens\":-1},",
            "\"usage\":{\"prompt_tokens\":1e308,\"completion_tokens\":9223372036854775808},", "\"choices\":{},", "\"__proto__\":{},", "\"$ref\":\"#\",",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Returns a changed copy.</summary>
    public byte[] Mutate(byte[] original)
    {
        var bytes = original;
        for (var change = random.Next(1, MostChanges + 1); change > 0; change--)
        {
            bytes = Change(bytes);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        var (start, end) = Range(bytes.Length);
        return random.Next(10) switch
        {
            0 => FlipBit(bytes),
            1 => bytes[..start],
            2 => [.. bytes[..start], .. bytes[end..]],
            3 => [.. bytes[..end], .. bytes[start..end], .. bytes[end..]],
            4 => Nest(bytes, start),
            5 => SwapByte(bytes),
            6 => LengthenNumber(bytes, start),
            _ => [.. bytes[..start], .. Splices[random.Next(Splices.Length)], .. bytes[start..]],
        };
    }

    // Most ranges are short, so that most of the text keeps its form and the change reaches the readers behind the parser.
    private (int Start, int End) Range(int length)
    {
        var start = random.Next(length + 1);
        return (start, Math.Min(length, start + random.Next(random.Next(4) == 0 ? length + 1 : 24)));
    }

    private byte[] FlipBit(byte[] bytes)
    {
        var changed = bytes.ToArray();
        if (changed.Length > 0)
        {
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        }

        return changed;
    }

    private byte[] SwapByte(byte[] bytes)
    {
        var changed = bytes.ToArray();
        if (changed.Length > 0)
        {
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
        }

        return changed;
    }

    private byte[] Nest(byte[] bytes, int at)
    {
        var depth = random.Next(DeepestNesting);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return
        [
            .. bytes[..at],
            .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth))),
            .. Encoding.ASCII.GetBytes(random.Next(2) == 0 ? string.Concat(Enumerable.Repeat(close, depth)) : ""),
            .. bytes[at..],
        ];
    }

    private byte[] LengthenNumber(byte[] bytes, int at)
    {
        var digit = Array.FindIndex(bytes, at, value => value is >= (byte)'0' and <= (byte)'9');
        return digit < 0 ? bytes : [.. bytes[..digit], .. Enumerable.Repeat((byte)'9', random.Next(400)), .. bytes[digit..]];
    }
}
