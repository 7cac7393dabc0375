namespace TracedLlm.Samples.Gateway;

/// <summary>Reads numbers for classes of errors: <c>retry_policy</c>, <c>model_group_retry_policy</c>, <c>allowed_fails_policy</c>.</summary>
internal static class ErrorCountsReader
{
    public const string RetryPolicy = "retry_policy";
    public const string AllowedFailsPolicy = "allowed_fails_policy";

    private const string RetryPolicyOfModels = "model_group_retry_policy";

    // What follows the class of errors in the name of a setting.
    private static readonly Dictionary<KnownSettings, string> Endings = new()
    {
        [KnownSettings.RetryPolicy] = "Retries",
        [KnownSettings.AllowedFailsPolicy] = "AllowedFails",
    };

    /// <summary>The numbers of one policy; <see langword="null"/> if absent.</summary>
    /// <exception cref="ConfigurationException">A number is wrong, or a class of errors is not known.</exception>
    public static ErrorCounts? Read(SettingsSection? section, string name, KnownSettings known, int most)
    {
        if (section?.Section(name)?.Expect(known) is not { } policy)
        {
            return null;
        }

        var counts = from error in ErrorCounts.Errors
                     let count = RoutingNumbers.ReadWhole(policy, error + Endings[known], most)
                     where count is not null
                     select KeyValuePair.Create(error, count.Value);
        return new ErrorCounts(counts.ToDictionary());
    }

    /// <summary>The policies of single model names.</summary>
    /// <exception cref="ConfigurationException">There is no such model, or its policy is wrong.</exception>
    public static IReadOnlyDictionary<string, ErrorCounts> ReadRetriesByModel(SettingsSection? router, ModelTable models)
    {
        var policies = new Dictionary<string, ErrorCounts>(StringComparer.Ordinal);
        if (router?.Section(RetryPolicyOfModels) is { } section)
        {
            foreach (var model in section.Names())
            {
                var group = models.Find(model) ?? throw section.Error(model, $"names a model that is not in model_list: '{model}'");
                if (ModelPattern.IsPattern(model))
                {
                    throw section.Error(model, $"is for the pattern '{model}', which is no model: name a model that it stands for");
                }

                policies[group.Name] = Read(section, model, KnownSettings.RetryPolicy, RetryRules.MostRetries) ?? throw section.Error(model, "must be a retry policy");
            }
        }

        return policies;
    }
}
