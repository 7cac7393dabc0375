using System.Buffers.Binary;
using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary>The data points and exemplars of opentelemetry/proto/metrics/v1/metrics.proto.</summary>
internal static class OtlpPointDecoder
{
    public static ReceivedPoint Number(ByteString message)
    {
        var point = new ReceivedPoint();
        List<KeyValuePair<string, object?>> attributes = [];
        List<ReceivedExemplar> exemplars = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: point = point with { StartUnixNano = reader.Fixed64() }; break;
                case 3: point = point with { TimeUnixNano = reader.Fixed64() }; break;
                case 4: point = point with { Value = reader.Double() }; break;
                case 5: exemplars.Add(Exemplar(reader.Message())); break;
                case 6: point = point with { Value = (long)reader.Fixed64() }; break;
                case 7: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                default: reader.Skip(); break;
            }
        }

        return point with { Attributes = new ReceivedAttributes(attributes), Exemplars = exemplars };
    }

    public static ReceivedPoint Histogram(ByteString message)
    {
        var point = new ReceivedPoint();
        List<KeyValuePair<string, object?>> attributes = [];
        List<ReceivedExemplar> exemplars = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: point = point with { StartUnixNano = reader.Fixed64() }; break;
                case 3: point = point with { TimeUnixNano = reader.Fixed64() }; break;
                case 4: point = point with { Count = reader.Fixed64() }; break;
                case 5: point = point with { Sum = reader.Double() }; break;
                case 6: point = point with { BucketCounts = Packed(reader.Message()) }; break;
                case 7: point = point with { Bounds = [.. Packed(reader.Message()).Select(BitConverter.UInt64BitsToDouble)] }; break;
                case 8: exemplars.Add(Exemplar(reader.Message())); break;
                case 9: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 11: point = point with { Min = reader.Double() }; break;
                case 12: point = point with { Max = reader.Double() }; break;
                default: reader.Skip(); break;
            }
        }

        var counts = point.BucketCounts;
        if (counts.Count > 0 && (counts.Count != point.Bounds.Count + 1 || counts.Aggregate(0UL, static (sum, count) => sum + count) != point.Count))
        {
            throw new InvalidDataException($"A histogram of {point.Count} values has {point.Bounds.Count} bounds and the bucket counts [{string.Join(", ", counts)}].");
        }

        return point with { Attributes = new ReceivedAttributes(attributes), Exemplars = exemplars };
    }

    /// <summary>The count and the sum; the buckets are not decoded.</summary>
    public static ReceivedPoint ExponentialHistogram(ByteString message)
    {
        var point = new ReceivedPoint();
        List<KeyValuePair<string, object?>> attributes = [];
        List<ReceivedExemplar> exemplars = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 2: point = point with { StartUnixNano = reader.Fixed64() }; break;
                case 3: point = point with { TimeUnixNano = reader.Fixed64() }; break;
                case 4: point = point with { Count = reader.Fixed64() }; break;
                case 5: point = point with { Sum = reader.Double() }; break;
                case 11: exemplars.Add(Exemplar(reader.Message())); break;
                case 12: point = point with { Min = reader.Double() }; break;
                case 13: point = point with { Max = reader.Double() }; break;
                default: reader.Skip(); break;
            }
        }

        return point with { Attributes = new ReceivedAttributes(attributes), Exemplars = exemplars };
    }

    private static ReceivedExemplar Exemplar(ByteString message)
    {
        var exemplar = new ReceivedExemplar();
        List<KeyValuePair<string, object?>> attributes = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: exemplar = exemplar with { TimeUnixNano = reader.Fixed64() }; break;
                case 3: exemplar = exemplar with { Value = reader.Double() }; break;
                case 4: exemplar = exemplar with { SpanId = reader.Id(8) }; break;
                case 5: exemplar = exemplar with { TraceId = reader.Id(16) }; break;
                case 6: exemplar = exemplar with { Value = (long)reader.Fixed64() }; break;
                case 7: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                default: reader.Skip(); break;
            }
        }

        return exemplar with { FilteredAttributes = new ReceivedAttributes(attributes) };
    }

    private static List<ulong> Packed(ByteString bytes)
    {
        if (bytes.Length % sizeof(ulong) != 0)
        {
            throw new InvalidDataException($"A packed field of 8-byte values has {bytes.Length} bytes.");
        }

        List<ulong> values = [];
        for (var at = 0; at < bytes.Length; at += sizeof(ulong))
        {
            values.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]));
        }

        return values;
    }
}
