using System.Net;
using System.Text.Json.Nodes;
using LlmProxy.Middleware;
using Microsoft.Extensions.Options;

namespace LlmProxy.Providers;

/// <summary>Tries a deployment again if it fails, and then its fallback.</summary>
public class ProviderRouter
{
    private readonly ProviderClient _client;
    private readonly ProviderOptions _options;
    private readonly ILogger<ProviderRouter> _logger;

    public ProviderRouter(ProviderClient client, IOptions<ProviderOptions> options, ILogger<ProviderRouter> logger)
    {
        _client = client;
        _options = options.Value;
        _logger = logger;
    }

    public IEnumerable<string> Models => _options.Deployments.Select(deployment => deployment.Name);

    public async Task<HttpResponseMessage> SendAsync(string path, string model, JsonObject body, CancellationToken cancellationToken)
    {
        var deployment = Find(model) ?? throw new ApiException(404, $"The model '{model}' does not exist.");
        HttpRequestException? failure = null;
        while (deployment is not null)
        {
            for (var attempt = 0; attempt <= _options.Retries; attempt++)
            {
                try
                {
                    var response = await _client.SendAsync(deployment, path, body, cancellationToken);
                    var isLast = deployment.Fallback is null && attempt == _options.Retries;
                    if (isLast || !MayRetry(response.StatusCode))
                    {
                        return response;
                    }

                    _logger.LogWarning("{Deployment} answered with {Status}", deployment.Name, (int)response.StatusCode);
                    response.Dispose();
                }
                catch (HttpRequestException exception)
                {
                    _logger.LogWarning(exception, "{Deployment} could not be reached", deployment.Name);
                    failure = exception;
                }
            }

            deployment = Find(deployment.Fallback);
        }

        throw new ApiException(502, $"No provider of '{model}' could be reached.", failure);
    }

    private Deployment? Find(string? name) => _options.Deployments.FirstOrDefault(deployment => deployment.Name == name);

    private static bool MayRetry(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
}
