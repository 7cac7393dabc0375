using System.Text.Json;
using Ferry.Safety;
using Ferry.Upstream;

namespace Ferry.Handlers;

public sealed class BatchHandler
{
    private readonly ProviderClient _provider;

    public BatchHandler(ProviderClient provider) => _provider = provider;

    [TracedLlmRoute]
    public static async Task<IResult> HandleAsync(BatchHandler handler, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidBodyException("The body is not an object");
        }

        var session = body.TryGetProperty("litellm_metadata", out var metadata) ? metadata.GetProperty("session_id").GetString() : null;
        if (body.TryGetProperty("resume", out var resume))
        {
            var batch = await handler._provider.ReadBatchAsync(resume.GetString()!, cancellationToken);
            session ??= batch.GetProperty("metadata").GetProperty("session_id").GetString(); // The provider's own.
        }

        if (session is not null)
        {
            LlmTrace.Current?.SetTraceTag("app.session", session);
        }

        using var response = await handler._provider.SendAsync("v1/batches", body, cancellationToken);
        return Results.Text(await response.Content.ReadAsStringAsync(cancellationToken), "application/json", statusCode: (int)response.StatusCode);
    }
}
