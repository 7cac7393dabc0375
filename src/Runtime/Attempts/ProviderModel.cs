using TracedLlm.Metrics;
using TracedLlm.Streams;
using TracedLlm.Taps;

namespace TracedLlm.Attempts;

/// <summary>The model that a provider is asked for, where the body of the request is JSON in memory and names it.</summary>
[PayloadMap]
internal readonly partial struct ProviderModel
{
    // What is read of a body: a model that stands behind more than this is not worth the time.
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
            // A content of the gateway's own kind, or one that is disposed.
            TraceCounters.PayloadFailed(exception);
            return null;
        }
    }

    // Such a content writes itself at once, from where it is.
    private sealed class Body : PassThroughStream
    {
        public string? Model { get; private set; }

        public override bool CanWrite => true;

        protected override void OnWrite(ReadOnlySpan<byte> bytes) => Model ??= ProviderModel.Read(bytes[..Math.Min(bytes.Length, MaxLength)]).Model;
    }
}
