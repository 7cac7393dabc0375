using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmProxy.Providers;

/// <summary>Calls providers over HTTP.</summary>
public class ProviderClient
{
    private readonly HttpClient _http;

    public ProviderClient(HttpClient http)
    {
        _http = http;
    }

    /// <summary>Sends one request to one deployment, and returns its response when the headers have arrived.</summary>
    public async Task<HttpResponseMessage> SendAsync(Deployment deployment, string path, JsonObject body, CancellationToken cancellationToken)
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
