using System.Text.Json.Nodes;
using ModularGateway.Streaming;

namespace ModularGateway.Pipeline;

internal sealed partial class CompletionStep(IHttpClientFactory clients, IConfiguration configuration) : IStep<Call, Reply>
{
    public async ValueTask<Reply> InvokeAsync(Call input, Next<Call, Reply> next, CancellationToken cancellationToken) => input.Api switch
    {
        LlmApi.ChatCompletions => await AnswerAsync(input, "v1/chat/completions", cancellationToken),
        LlmApi.Messages => await AnswerAsync(input, "v1/messages", cancellationToken),
        _ => await next(input, cancellationToken),
    };

    private async Task<Reply> AnswerAsync(Call call, string path, CancellationToken cancellationToken)
    {
        var response = await SendAsync(call, path, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType is "text/event-stream")
        {
            return new Reply.Streamed(EventReader.ReadAsync(response, cancellationToken));
        }

        using (response)
        {
            var body = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken) ?? [];
            return new Reply.Complete(body, (int)response.StatusCode);
        }
    }

    [TracedLlmCall]
    private partial Task<HttpResponseMessage> SendAsync([SpanTag("litellm.provider.model", Path = "Model")] Call call, string path, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(Call call, string path, CancellationToken cancellationToken)
    {
        var client = clients.CreateClient(configuration[$"Models:{call.Model}:Provider"] ?? "default");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(call.Body) };
        if (configuration[$"Models:{call.Model}:Secret"] is { Length: > 0 } credential)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", credential);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
