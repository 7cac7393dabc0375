using TracedLlm.Metrics;
using TracedLlm.Streams;
using TracedLlm.Taps;

namespace TracedLlm.Attempts;

/// <summary>The model in the body of an HTTP request to a provider, if the body is JSON in memory.</summary>
[PayloadMap]
internal readonly partial struct ProviderModel
{
    // The number of bytes of a body that are read: bounds the time that a request with a late model field costs.
    private const int MaxLength = 64 * 1024;

    [PayloadField("model")] public string? Model { get; init; }

    public static string? FromRequest(HttpRequestMessage request)
    {
        if (request.Content is not (ByteArrayContent or ReadOnlyMemoryContent) || !MediaTypes.IsText(request.Content, orEvents: false))
        {
            return null;
        }

        try
        {
            var body = new Body();
            request.Content.CopyTo(body, context: null, CancellationToken.None);
            return string.IsNullOrEmpty(body.Model) ? null : body.Model;
        }
        catch (Exception exception)
        {
            // The content is disposed, or is of a derived type that throws.
            TraceCounters.PayloadFailed(exception);
            return null;
        }
    }

    // Receives the body: a content in memory writes itself in one call and without a copy.
    private sealed class Body : PassThroughStream
    {
        public string? Model { get; private set; }

        public override bool CanWrite => true;

        protected override void OnWrite(ReadOnlySpan<byte> bytes) => Model ??= ProviderModel.Read(bytes[..Math.Min(bytes.Length, MaxLength)]).Model;
    }
}
