using System.Text;

namespace TracedLlm.Export.Otlp;

/// <summary>
/// The bytes before the encoded spans in an <c>ExportTraceServiceRequest</c>: resource and scope. The spans follow unchanged, so that
/// a request neither copies nor encodes them again.
/// </summary>
/// <param name="resource">The message <c>Resource</c>.</param>
/// <param name="scope">The message <c>InstrumentationScope</c>.</param>
/// <param name="schemaUrl">The schema of the spans' attributes; <see langword="null"/> if they follow no schema.</param>
internal sealed class OtlpFrame(ReadOnlyMemory<byte> resource, ReadOnlyMemory<byte> scope, string? schemaUrl = null)
{
    // ExportTraceServiceRequest.resource_spans, ResourceSpans.resource and .scope_spans, ScopeSpans.scope: all have lengths.
    private const byte ResourceSpans = (1 << 3) | 2;
    private const byte Resource = (1 << 3) | 2;
    private const byte ScopeSpans = (2 << 3) | 2;
    private const byte Scope = (1 << 3) | 2;

    // ScopeSpans.schema_url.
    private const byte SchemaUrl = (3 << 3) | 2;

    private readonly byte[] _schemaUrl = schemaUrl is null ? [] : Encoding.UTF8.GetBytes(schemaUrl);

    /// <summary>How many bytes come before spans of that size.</summary>
    public int SizeFor(int spans)
    {
        var (resourceSpans, scopeSpans) = Lengths(spans);
        return 1 + OtlpBuffer.SizeOf(resourceSpans) + Part(resource) + 1 + OtlpBuffer.SizeOf(scopeSpans) + Part(scope) + SchemaPart();
    }

    /// <summary>Writes the bytes that come before spans of that size, and returns their number.</summary>
    public int Write(Span<byte> bytes, int spans)
    {
        var (resourceSpans, scopeSpans) = Lengths(spans);
        var written = 0;
        bytes[written++] = ResourceSpans;
        written += Varint.Write(bytes[written..], resourceSpans);
        written += WritePart(bytes[written..], Resource, resource.Span);
        bytes[written++] = ScopeSpans;
        written += Varint.Write(bytes[written..], scopeSpans);
        written += WritePart(bytes[written..], Scope, scope.Span);
        return _schemaUrl.Length == 0 ? written : written + WritePart(bytes[written..], SchemaUrl, _schemaUrl);
    }

    private static int Part(ReadOnlyMemory<byte> message) => 1 + OtlpBuffer.SizeOf((ulong)message.Length) + message.Length;

    private int SchemaPart() => _schemaUrl.Length == 0 ? 0 : Part(_schemaUrl);

    private static int WritePart(Span<byte> bytes, byte tag, ReadOnlySpan<byte> message)
    {
        bytes[0] = tag;
        var written = 1 + Varint.Write(bytes[1..], (ulong)message.Length);
        message.CopyTo(bytes[written..]);
        return written + message.Length;
    }

    private (ulong ResourceSpans, ulong ScopeSpans) Lengths(int spans)
    {
        var scopeSpans = (ulong)(Part(scope) + SchemaPart() + (long)spans);
        return ((ulong)Part(resource) + 1 + (ulong)OtlpBuffer.SizeOf(scopeSpans) + scopeSpans, scopeSpans);
    }
}
