using System.Text.Json;
using System.Text.Json.Nodes;

namespace Courier.Application;

public interface IModelProvider
{
    Task<JsonElement> CompleteAsync(string operation, JsonObject body, CancellationToken cancellationToken);
}

public sealed partial class ModelProvider(HttpClient http) : IModelProvider
{
    public async Task<JsonElement> CompleteAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(operation, body, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    [TracedLlmCall]
    private partial Task<HttpResponseMessage> SendAsync(string operation, JsonObject body, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        var response = await http.PostAsJsonAsync($"v1/{operation}", body, cancellationToken);
        return response.IsSuccessStatusCode ? response : throw new ProviderUnavailableException(http.BaseAddress?.Host ?? "?");
    }
}

public interface IBudget
{
    void Charge(string project);
}

public sealed class Budget : IBudget
{
    private int _left = 1000;

    public void Charge(string project)
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new BudgetExhaustedException(project);
        }
    }
}
