using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Checks whether a deployment's provider answers, and takes the gateway's key. LiteLLM asks the model for a completion, which is
/// billed; the gateway asks for the provider's list of models, which is not. Whether a model answers is not known then.
/// </summary>
internal sealed class ProviderProbe(ProviderQuery query)
{
    /// <summary>The providers without a list of models for the gateway's key. Only their address is checked.</summary>
    private static readonly string[] WithoutList = ["assemblyai", "azure_ai", "bedrock", "cursor", "jina_ai", "milvus", "vertex_ai"];

    /// <summary>The providers whose list has another base path than their API.</summary>
    private static readonly Dictionary<string, string> OtherBases = new() { ["cohere"] = "v1" };

    // Requests for the health that come at the same time share a call.
    private readonly ConcurrentDictionary<Deployment, Lazy<Task<string?>>> _running = new(ReferenceEqualityComparer.Instance);

    /// <summary>Why the deployment cannot answer; <see langword="null"/> if it can. It quotes nothing that the provider says.</summary>
    public async Task<string?> FindProblemAsync(Deployment deployment)
    {
        if (deployment.IsSimulated)
        {
            return null;
        }

        var running = _running.GetOrAdd(deployment, static (one, probe) => new(() => probe.AskAsync(one)), this);
        try
        {
            return await running.Value;
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(deployment, running));
        }
    }

    // Not cancelled with the request, because other requests may wait for the same call.
    private async Task<string?> AskAsync(Deployment deployment)
    {
        var provider = deployment.Provider;
        var hasList = !WithoutList.Contains(provider.Name);
        try
        {
            using var response = await query.SendAsync(
                deployment,
                hasList ? (OtherBases.GetValueOrDefault(provider.Name, provider.BasePath), "models") : ("", ""),
                json: null,
                CancellationToken.None);
            return ProblemWith((int)response.StatusCode, hasList);
        }
        catch (TimeoutException)
        {
            return $"The provider did not answer within {ProviderQuery.Longest.TotalSeconds} s.";
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return null; // A list that is too long to be read is an answer.
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return "The provider could not be reached.";
        }
    }

    // A 404 and its like come from a provider without this path. It has answered.
    private static string? ProblemWith(int status, bool hasList) => status switch
    {
        401 or 403 when hasList => $"The provider refused the gateway's key with status {status}.",
        >= 300 and < 400 when hasList => $"The provider answered with status {status}, a redirect. The gateway follows no redirect.",
        429 or >= 500 => $"The provider answered with status {status}.",
        _ => null,
    };
}
