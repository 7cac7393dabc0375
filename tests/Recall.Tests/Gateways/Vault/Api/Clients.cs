using System.Text;
using Newtonsoft.Json.Linq;

namespace Vault.Api;

public abstract class JsonClient(HttpClient http)
{
    public async Task<JObject> PostAsync(string path, JObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return JObject.Parse(text);
        }

        var error = JObject.Parse(text)["error"];
        throw new VaultProviderException((string?)error?["message"] ?? "no message", (int)response.StatusCode);
    }
}

public sealed class AnthropicClient(HttpClient http) : JsonClient(http);

public sealed class OpenAiClient(HttpClient http) : JsonClient(http);

public static class Body
{
    public static async Task<string> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync();
    }
}
