using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TracedLlm;

namespace LlmProxy.Providers;

/// <summary>Calls providers over HTTP.</summary>
public partial class ProviderClient
{
    private readonly HttpClient _http;

    public ProviderClient(HttpClient http)
    {
        _http = http;
    }

    /// <summary>Sends one request to one deployment, and returns its response when the headers have arrived.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName, Path = "Provider")]
        [SpanTag(LiteLlm.ProviderModel, Path = "Model")]
        [SpanTag(LiteLlm.ModelGroup, Path = "Name")] Deployment deployment,
        string path,
        JsonObject body,
        CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(Deployment deployment, string path, JsonObject body, CancellationToken cancellationToken)
    {
        var changed = (JsonObject)body.DeepClone();
        changed["model"] = deployment.Model;

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{deployment.BaseUrl.TrimEnd('/')}/{path}");
        request.Content = new StringContent(changed.ToJsonString(), Encoding.UTF8, "application/json");
        if (deployment.Provider == "anthropic")
        {
            request.Headers.Add("x-api-key", deployment.ApiKey);
            request.Headers.Add("anthropic-version", "2023-06-01");
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", deployment.ApiKey);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
