namespace TracedLlm.Samples.Gateway;

/// <summary>Warns of models whose deployments are several accounts, of which one only knows what it has stored.</summary>
internal static class AffinityWarning
{
    public const string Reason = "previous_response_id of the Responses API, and other ids of what a provider stores, are known to one account only, and a request may go to another one";

    public static void Write(GatewayConfiguration configuration, ConfigurationSource source)
    {
        var groups = configuration.Deployments
            .Where(deployment => deployment.Provider.Serves(WireFormats.Responses) && !deployment.Provider.IsLocal && !deployment.IsOfAnyModel) // Local servers store nothing by default.
            .GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal)
            .Where(group => group.Select(AccountOf).Distinct().Count() > 1)
            .Select(group => $"'{group.Key}'")
            .ToList();
        if (groups.Count > 0)
        {
            source.Warn($"deployments of {string.Join(", ", groups)} have several accounts: {Reason}. Give each account a model name of its own for such requests");
        }
    }

    private static (string Host, string? Key, string Headers) AccountOf(Deployment deployment) =>
        (deployment.ApiBase.Authority, deployment.ApiKey, string.Join('\n', deployment.Headers.Select(header => $"{header.Name}: {header.Value}")));
}
