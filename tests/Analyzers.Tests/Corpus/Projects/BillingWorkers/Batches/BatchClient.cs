using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BillingWorkers.Batches;

internal sealed record BatchState(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("output_file_id")] string? OutputFile,
    [property: JsonPropertyName("metadata")] Dictionary<string, string>? Metadata);

internal sealed class BatchClient(HttpClient http)
{
    public async Task<BatchState> CreateAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync("v1/batches", request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<BatchState>(cancellationToken) ?? throw new JsonException("The batch is null.");
    }

    public Task<BatchState?> ReadAsync(string id, CancellationToken cancellationToken) =>
        http.GetFromJsonAsync<BatchState>($"v1/batches/{Uri.EscapeDataString(id)}", cancellationToken);

    public async Task<string> UploadAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new StreamContent(content), "file", name } };
        using var response = await http.PostAsync("v1/files", form, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    public async Task<HttpResponseMessage> StreamAsync(JsonElement request, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(request) };
        var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.EnsureSuccessStatusCode();
    }

    public async Task TouchAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsync($"audit/{id}", null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
