namespace TracedLlm.Samples.Gateway;

/// <summary>Asks providers for what costs nothing, such as their models. These calls have no trace.</summary>
internal sealed class ProviderQuery(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The HTTP client, which sends no trace context.</summary>
    public const string HttpClientName = "queries";

    /// <summary>How long a provider may take for the answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const int LongestAnswer = 1024 * 1024;

    /// <summary>Sends a request with the gateway's key. The answer is complete.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="path">The base path of the API, and the path below it.</param>
    /// <param name="json">The body of a POST; <see langword="null"/> for a GET.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HttpRequestException">The provider could not be reached, or broke off.</exception>
    /// <exception cref="TimeoutException">The provider did not answer in time.</exception>
    public async Task<HttpResponseMessage> SendAsync(Deployment deployment, (string Base, string Path) path, string? json, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, deployment.EndpointFor(path.Base, path.Path))
        {
            Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in deployment.OwnHeaders())
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        using var timeout = new TimeLimit(time, cancellationToken);
        timeout.Start(Longest);
        HttpResponseMessage? response = null;
        try
        {
            response = await clients.CreateClient(deployment.IsSimulated ? ProviderClient.SimulatedClientName : HttpClientName).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, timeout.Token);
            return response;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new TimeoutException($"{deployment.Provider.Name} did not answer within {Longest.TotalSeconds} s.", exception);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }
}
