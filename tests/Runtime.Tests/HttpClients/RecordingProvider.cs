using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TracedLlm.Tests.HttpClients;

/// <summary>Traced methods, generated ones, whose client traces its calls as well.</summary>
internal sealed partial class RecordingProvider(HttpClient client)
{
    /// <summary>Hands the response out.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync([SpanTag(GenAi.ProviderName)] string? provider, HttpCompletionOption completion);

    private Task<HttpResponseMessage> SendCoreAsync(string? provider, HttpCompletionOption completion) =>
        client.SendAsync(ClientGateway.Asked(), completion);

    /// <summary>Reads what it needs of the response.</summary>
    [TracedLlmCall]
    public partial Task<string> AskAsync();

    private async Task<string> AskCoreAsync()
    {
        using var response = await client.SendAsync(ClientGateway.Asked());
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Asks as often as it must.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> InsistAsync();

    private async Task<HttpResponseMessage> InsistCoreAsync()
    {
        while (true)
        {
            var response = await client.SendAsync(ClientGateway.Asked(), HttpCompletionOption.ResponseHeadersRead);
            if (!ClientGateway.IsWorthARetry(response.StatusCode))
            {
                return response;
            }

            response.Dispose();
        }
    }

    /// <summary>Sends from within a stage.</summary>
    [TracedLlmCall]
    public partial Task StagedAsync();

    private async Task StagedCoreAsync()
    {
        using var stage = LlmSpan.StartStage("send");
        (await client.SendAsync(ClientGateway.Asked())).Dispose();
    }

    /// <summary>The answer's lines.</summary>
    [TracedLlmCall]
    public partial IAsyncEnumerable<string> StreamAsync(CancellationToken cancellationToken = default);

    private async IAsyncEnumerable<string> StreamCoreAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(ClientGateway.Asked(), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Hides that it could not ask.</summary>
    [TracedLlmCall]
    public partial Task<bool> TryAsync();

    private async Task<bool> TryCoreAsync()
    {
        try
        {
            (await client.SendAsync(ClientGateway.Asked())).Dispose();
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [TracedLlmCall]
    public partial HttpResponseMessage Send();

    private HttpResponseMessage SendCore() => client.Send(ClientGateway.Asked());
}
