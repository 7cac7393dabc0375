using System.Buffers.Binary;
using System.Text;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Viewer.Otlp;

/// <summary>Reads spans from OTLP, so that the viewer shows what the encoders of the export write.</summary>
/// <remarks>https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto</remarks>
internal static class SpanReader
{
    // The encoder writes fewer levels. It is a bound for the stack.
    private const int MaxDepth = 16;

    private static readonly byte[] NoBytes = [];

    /// <summary>Reads an entry of <c>ScopeSpans.spans</c>: tag, length and message.</summary>
    /// <exception cref="InvalidDataException">The bytes are no span.</exception>
    public static ReadSpan Read(ReadOnlySpan<byte> entry)
    {
        var fields = new ProtobufFields(entry);
        return fields.Next() ? ReadMessage(fields.Bytes) : throw new InvalidDataException("The bytes are no entry of ScopeSpans.spans.");
    }

    private static ReadSpan ReadMessage(ReadOnlySpan<byte> message)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        List<ReadEvent> events = [];
        List<ReadLink> links = [];
        var (trace, id, parent, name, kind) = (NoBytes, NoBytes, NoBytes, "", 0);
        var (start, end, status, statusMessage) = (0UL, 0UL, 0, (string?)null);
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            switch (fields.Number)
            {
                case 1:
                    trace = fields.Bytes.ToArray();
                    break;
                case 2:
                    id = fields.Bytes.ToArray();
                    break;
                case 4:
                    parent = fields.Bytes.ToArray();
                    break;
                case 5:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 6:
                    kind = (int)fields.Value;
                    break;
                case 7:
                    start = BinaryPrimitives.ReadUInt64LittleEndian(fields.Bytes);
                    break;
                case 8:
                    end = BinaryPrimitives.ReadUInt64LittleEndian(fields.Bytes);
                    break;
                case 9:
                    attributes.Add(ReadAttribute(fields.Bytes, 0));
                    break;
                case 11:
                    events.Add(ReadEvent(fields.Bytes));
                    break;
                case 13:
                    links.Add(ReadLink(fields.Bytes));
                    break;
                case 15:
                    (status, statusMessage) = ReadStatus(fields.Bytes);
                    break;
            }
        }

        return fields.IsBroken ? throw new InvalidDataException("The bytes are no span.") : new()
        {
            TraceId = Hex(trace),
            SpanId = Hex(id),
            ParentSpanId = parent.Length == 0 ? null : Hex(parent),
            Name = name,
            Kind = kind,
            Start = start,
            End = end,
            Status = status,
            StatusMessage = statusMessage,
            Attributes = new(attributes),
            Events = events,
            Links = links,
        };
    }

    private static ReadEvent ReadEvent(ReadOnlySpan<byte> message)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        var (time, name) = (0UL, "");
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            switch (fields.Number)
            {
                case 1:
                    time = BinaryPrimitives.ReadUInt64LittleEndian(fields.Bytes);
                    break;
                case 2:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 3:
                    attributes.Add(ReadAttribute(fields.Bytes, 0));
                    break;
            }
        }

        return new(name, time, new(attributes));
    }

    private static ReadLink ReadLink(ReadOnlySpan<byte> message)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        var (trace, span) = ("", "");
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            switch (fields.Number)
            {
                case 1:
                    trace = Hex(fields.Bytes);
                    break;
                case 2:
                    span = Hex(fields.Bytes);
                    break;
                case 4:
                    attributes.Add(ReadAttribute(fields.Bytes, 0));
                    break;
            }
        }

        return new(trace, span, new(attributes));
    }

    private static (int Code, string? Message) ReadStatus(ReadOnlySpan<byte> message)
    {
        var (code, text) = (0, (string?)null);
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.Number == 2)
            {
                text = Encoding.UTF8.GetString(fields.Bytes);
            }
            else if (fields.Number == 3)
            {
                code = (int)fields.Value;
            }
        }

        return (code, text);
    }

    private static KeyValuePair<string, object?> ReadAttribute(ReadOnlySpan<byte> message, int depth)
    {
        var (key, value) = ("", (object?)null);
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                key = Encoding.UTF8.GetString(fields.Bytes);
            }
            else if (fields.Number == 2)
            {
                value = ReadValue(fields.Bytes, depth);
            }
        }

        return new(key, value);
    }

    private static object? ReadValue(ReadOnlySpan<byte> message, int depth)
    {
        var fields = new ProtobufFields(message);
        return !fields.Next() || depth > MaxDepth ? null : fields.Number switch
        {
            1 => Encoding.UTF8.GetString(fields.Bytes),
            2 => fields.Value != 0,
            3 => (long)fields.Value,
            4 => BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes),
            5 => ReadItems(fields.Bytes, depth + 1),
            6 => ReadMembers(fields.Bytes, depth + 1),
            7 => Convert.ToBase64String(fields.Bytes),
            _ => null,
        };
    }

    private static List<object?> ReadItems(ReadOnlySpan<byte> message, int depth)
    {
        List<object?> items = [];
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            items.Add(ReadValue(fields.Bytes, depth));
        }

        return items;
    }

    private static ReadAttributes ReadMembers(ReadOnlySpan<byte> message, int depth)
    {
        List<KeyValuePair<string, object?>> members = [];
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            members.Add(ReadAttribute(fields.Bytes, depth));
        }

        return new(members);
    }

    private static string Hex(ReadOnlySpan<byte> id) => Convert.ToHexStringLower(id);
}
