using System.Net;
using System.Text.Json;

namespace Bureau.Services;

public class CompletionService : ICompletionService
{
    private readonly HttpClient _httpClient;
    private readonly ILogger<CompletionService> _logger;

    public CompletionService(HttpClient httpClient, ILogger<CompletionService> logger)
    {
        _httpClient = httpClient;
        _logger = logger;
    }

    public async Task<string> CompleteAsync(string path, object request, CancellationToken cancellationToken)
    {
        using (var response = await _httpClient.PostAsJsonAsync(path, request, cancellationToken))
        {
            var content = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                throw new RateLimitedException(path);
            }

            if (!response.IsSuccessStatusCode)
            {
                _logger.LogWarning("{Path} answered {Status}", path, response.StatusCode);
                throw new ProviderFailedException(path, response.StatusCode);
            }

            // The id of the conversation that the provider keeps for us.
            using (var document = JsonDocument.Parse(content))
            {
                if (document.RootElement.TryGetProperty("metadata", out var metadata) // The provider's own.
                    && metadata.TryGetProperty("session_id", out var session))
                {
                    _logger.LogDebug("Stored as {Session}", session.GetString());
                }
            }

            return content;
        }
    }
}
