using System.Net;
using System.Text;
using System.Text.Json;
using ControllerGateway.Models;

namespace ControllerGateway.Services;

public sealed partial class CompletionService(IHttpClientFactory clients, ILogger<CompletionService> logger)
{
    public async Task<CompletionResult> CompleteAsync(CompletionInput input, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(input.Model, JsonSerializer.Serialize(input), cancellationToken);
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            return response.StatusCode;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ProviderException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }

        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var choice = document.RootElement.GetProperty("choices")[0];
        return new CompletionResult
        {
            Answer = choice.GetProperty("message").Deserialize<ChatMessage>(),
            FinishReason = choice.GetProperty("finish_reason").GetString(),
        };
    }

    public async Task<string> ForwardAsync(string path, JsonElement body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient("provider");
        using var content = new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? text : throw new ProviderException(response.StatusCode, text);
    }

    public async Task<bool> WarmUpAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendCoreAsync(model, "{\"max_tokens\":1}", cancellationToken); // TLM3008
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException unreachable)
        {
            logger.LogWarning(unreachable, "{Model} does not answer", model);
            return false;
        }
    }

    [TracedStage("completion")]
    private partial Task<HttpResponseMessage> SendAsync([SpanTag("app.model")] string model, string body, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(string model, string body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient("provider");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(model.Contains("mini", StringComparison.Ordinal) ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(5));
        try
        {
            return await client.PostAsync("v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"), deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{model} took too long.");
        }
    }
}
