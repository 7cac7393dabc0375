using System.Text;
using System.Text.Json;
using Ferry.Safety;

namespace Ferry.Upstream;

public sealed partial class ProviderClient(HttpClient http)
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync([SpanTag("app.upstream.path")] string path, JsonElement body, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(string path, JsonElement body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");
            var response = await http.PostAsync(path, content, cancellationToken);
            if ((int)response.StatusCode == 503)
            {
                throw new ProviderDownException(path);
            }

            return response;
        }
        catch (HttpRequestException e)
        {
            throw new ProviderDownException("The provider cannot be reached", e);
        }
    }

    /// <summary>The batch as the provider keeps it, with the metadata it was created with.</summary>
    public async Task<JsonElement> ReadBatchAsync(string id, CancellationToken cancellationToken)
    {
        var response = await http.GetAsync($"v1/batches/{id}", cancellationToken);
        var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        return document.RootElement;
    }
}
