namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Reads the prices of a deployment: LiteLLM's names (<c>input_cost_per_token</c>, …), in <c>litellm_params</c>, else in <c>model_info</c>.
/// </summary>
internal static class DeploymentPricesReader
{
    private const string Input = "input_cost_per_token";
    private const string CacheRead = "cache_read_input_token_cost";
    private const string CacheCreation = "cache_creation_input_token_cost";
    private const string OneHourCacheCreation = "cache_creation_input_token_cost_above_1hr";
    private const string BaseModel = "base_model";

    /// <summary>The prices; <see langword="null"/> if the deployment has none of its own.</summary>
    public static ModelPrices? Read(SettingsSection parameters, SettingsSection? information)
    {
        var prices = new Dictionary<string, double>();
        foreach (var section in new[] { parameters, information }.OfType<SettingsSection>())
        {
            foreach (var name in section.Names().Where(ModelPrices.IsPriceName))
            {
                if (section.Number(name) is { } price)
                {
                    prices.TryAdd(name, price);
                }
            }
        }

        if (prices.TryGetValue(Input, out var input))
        {
            // As LiteLLM does with prices of a deployment: a token of the cache without a price costs what another one does.
            prices.TryAdd(CacheRead, input);
            prices.TryAdd(CacheCreation, input);
            prices.TryAdd(OneHourCacheCreation, prices[CacheCreation]);
        }

        return prices.Count == 0 ? null : new ModelPrices(prices);
    }

    /// <summary>The model whose prices the deployment has; <see langword="null"/> if the file does not name it. Azure's names of deployments say no model.</summary>
    public static string? ReadBaseModel(SettingsSection parameters, SettingsSection? information) => parameters.Text(BaseModel) ?? information?.Text(BaseModel);
}
