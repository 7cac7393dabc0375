using System.Net.Http.Headers;
using TracedLlm.Endpoints;
using TracedLlm.Requests;
using TracedLlm.Taps;

namespace TracedLlm.HttpClients;

/// <summary>One HTTP request of a client with <see cref="TracedLlmCallOptions.IncludeStreamUsage"/>.</summary>
internal static class StreamUsageCall
{
    // A body of this length or more is not changed: it would be copied once more.
    private const long LongestBody = 64 * 1024 * 1024;

    /// <summary>
    /// Whether the request may get the option: its span is recorded, so that someone reads the usage, and its URL is that of chat
    /// completions or completions.
    /// </summary>
    public static bool MayAsk(HttpRequestMessage request, TracedLlmCallOptions options) =>
        options.IncludeStreamUsage
        && LlmSpan.IsEnabled
        && RequestState.Current is not { IsRecording: false }
        && ProviderApi.Find(request)?.Api is LlmApi.ChatCompletions or LlmApi.Completions
        && MediaTypes.KindOf(request.Content?.Headers.ContentType?.MediaType) == PayloadKind.Json
        && request.Content!.Headers.ContentLength is null or < LongestBody;

    /// <summary>Reads a content into memory. <see cref="HttpContent.LoadIntoBufferAsync()"/> has no form that does not wait asynchronously.</summary>
    public static HttpContent Buffer(HttpContent content, CancellationToken cancellationToken, out byte[] body)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes, context: null, cancellationToken);
        body = bytes.ToArray();
        return Replace(content, body);
    }

    /// <summary>Creates the content with the option; <see langword="null"/> if the content stays as it is.</summary>
    /// <param name="content">The content of the request.</param>
    /// <param name="body">Its bytes.</param>
    public static HttpContent? AddOption(HttpContent content, byte[] body) =>
        StreamUsage.AddOption(body) is { } changed ? Replace(content, changed) : null;

    /// <summary>Whether the response is a stream that can have the chunk.</summary>
    public static bool IsStream(HttpResponseMessage response) =>
        response.IsSuccessStatusCode
        && response.Content.Headers.ContentType?.MediaType == "text/event-stream"
        && response.Content.Headers.ContentEncoding.Count == 0;

    /// <summary>Replaces the content of a response by the same stream without the chunk.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">The stream of its content.</param>
    public static void RemoveChunk(HttpResponseMessage response, Stream body)
    {
        var content = new StreamContent(StreamUsage.RemoveChunk(body));
        CopyHeaders(response.Content.Headers, content.Headers);
        response.Content = content;
    }

    private static ByteArrayContent Replace(HttpContent content, byte[] body)
    {
        var replaced = new ByteArrayContent(body);
        CopyHeaders(content.Headers, replaced.Headers);
        return replaced;
    }

    private static void CopyHeaders(HttpContentHeaders from, HttpContentHeaders to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                to.TryAddWithoutValidation(name, values);
            }
        }
    }
}
