using System.Globalization;
using System.Text;

namespace TracedLlm.Bench.Gateway.Sink;

/// <summary>A request of OTLP with spans.</summary>
internal static class TraceRequest
{
    // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int Spans = 2;

    private const int SpanName = 5;
    private const int SpanAttributes = 9;

    /// <summary>The number of spans, without decoding them.</summary>
    public static long Count(ReadOnlySpan<byte> message)
    {
        var count = 0L;
        var request = new ProtobufFields(message);
        while (request.Next())
        {
            var resource = new ProtobufFields(request.Number == ResourceSpans ? request.Bytes : default);
            while (resource.Next())
            {
                var scope = new ProtobufFields(resource.Number == ScopeSpans ? resource.Bytes : default);
                while (scope.Next())
                {
                    count += scope.Number == Spans ? 1 : 0;
                }
            }
        }

        return count;
    }

    /// <summary>The spans with their attributes, as <c>name key=value key=value</c>.</summary>
    public static IReadOnlyList<string> Print(ReadOnlySpan<byte> message)
    {
        var spans = new List<string>();
        var request = new ProtobufFields(message);
        while (request.Next())
        {
            var resource = new ProtobufFields(request.Number == ResourceSpans ? request.Bytes : default);
            while (resource.Next())
            {
                var scope = new ProtobufFields(resource.Number == ScopeSpans ? resource.Bytes : default);
                while (scope.Next())
                {
                    if (scope.Number == Spans)
                    {
                        spans.Add(PrintSpan(scope.Bytes));
                    }
                }
            }
        }

        return spans;
    }

    private static string PrintSpan(ReadOnlySpan<byte> message)
    {
        var (name, attributes) = ("", new SortedSet<string>(StringComparer.Ordinal));
        var span = new ProtobufFields(message);
        while (span.Next())
        {
            if (span.Number == SpanName)
            {
                name = Encoding.UTF8.GetString(span.Bytes);
            }
            else if (span.Number == SpanAttributes)
            {
                attributes.Add(PrintAttribute(span.Bytes));
            }
        }

        return string.Join('\t', attributes.Prepend(name));
    }

    private static string PrintAttribute(ReadOnlySpan<byte> message)
    {
        var (key, value) = ("", "");
        var pair = new ProtobufFields(message);
        while (pair.Next())
        {
            if (pair.Number == 1)
            {
                key = Encoding.UTF8.GetString(pair.Bytes);
            }
            else
            {
                value = PrintValue(pair.Bytes);
            }
        }

        return $"{key}={value}";
    }

    private static string PrintValue(ReadOnlySpan<byte> message)
    {
        // AnyValue: string, bool, int, double, array.
        var value = new ProtobufFields(message);
        return !value.Next() ? "" : value.Number switch
        {
            1 => Encoding.UTF8.GetString(value.Bytes),
            2 => value.Value == 0 ? "false" : "true",
            3 => ((long)value.Value).ToString(CultureInfo.InvariantCulture),
            4 => BitConverter.UInt64BitsToDouble(value.Value).ToString(CultureInfo.InvariantCulture),
            5 => PrintArray(value.Bytes),
            _ => "?",
        };
    }

    private static string PrintArray(ReadOnlySpan<byte> message)
    {
        var items = new List<string>();
        var array = new ProtobufFields(message);
        while (array.Next())
        {
            items.Add(PrintValue(array.Bytes));
        }

        return $"[{string.Join(", ", items)}]";
    }
}
