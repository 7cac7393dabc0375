using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Reads <c>model</c> and <c>custom_llm_provider</c> of a deployment. Without a provider's prefix, the address tells the provider, otherwise
/// the family of the name, as in LiteLLM.
/// </summary>
internal static partial class ProviderModelReader
{
    private const string Setting = "model";
    private const string ProviderSetting = "custom_llm_provider";
    private const string AnyModel = "*";
    private const string Bedrock = "bedrock";
    private const string Arn = "arn:";

    /// <exception cref="ConfigurationException">The provider is not known.</exception>
    public static ProviderModel Read(SettingsSection parameters, string? address, ConfigurationSource source)
    {
        var model = parameters.RequiredText(Setting);
        if (parameters.Text(ProviderSetting) is { Length: > 0 } named)
        {
            return Provider.ByPrefix.TryGetValue(named, out var known)
                ? WithoutRoute(known, model.StartsWith(named + "/", StringComparison.Ordinal) ? model[(named.Length + 1)..] : model, parameters)
                : throw parameters.Error(ProviderSetting, $"names a provider that is not supported: '{named}'; providers: {Provider.KnownPrefixes}");
        }

        if (model == AnyModel)
        {
            return new(null, model);
        }

        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var prefix = slash > 0 ? model[..slash] : "";
        if (Provider.ByPrefix.TryGetValue(prefix, out var provider))
        {
            return slash < model.Length - 1 ? WithoutRoute(provider, model[(slash + 1)..], parameters) : throw NoName(parameters, model);
        }

        if (FindByAddress(address) is { } atAddress)
        {
            return new(atAddress, atAddress.NameOf(model));
        }

        if (slash < 0 && ModelFamilies.Find(model) is { } maker)
        {
            if (maker.Name == "gemini")
            {
                source.Warn($"the model '{model}' has no provider: LiteLLM would call Vertex AI, and the gateway calls Gemini's API. To say so, write gemini/{model}");
            }

            return WithoutRoute(maker, model, parameters);
        }

        throw slash > 0 && slash < model.Length - 1
            ? parameters.Error(Setting, $"'{model}' names a provider that is not supported: '{prefix}'; providers: {Provider.KnownPrefixes}")
            : NoName(parameters, model);
    }

    private static ConfigurationException NoName(SettingsSection parameters, string model) =>
        parameters.Error(Setting, $"must be provider/name, not '{model}'; providers: {Provider.KnownPrefixes}");

    // As with LiteLLM, a known address of a provider tells which one it is.
    private static Provider? FindByAddress(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? Provider.ByPrefix.Values.FirstOrDefault(provider => !provider.IsLocal && provider.DefaultBase is { } known && new Uri(known).Host == uri.Host)
        : null;

    private static ProviderModel WithoutRoute(Provider provider, string name, SettingsSection parameters)
    {
        if (provider.RefusedRoutes.FirstOrDefault(refused => name.StartsWith(refused.Route + "/", StringComparison.Ordinal)) is { Route: { } route, Reason: var reason })
        {
            throw parameters.Error(Setting, $"'{provider.Name}/{route}/' {reason}");
        }

        if (provider.RefusedModels.FirstOrDefault(refused => name.StartsWith(refused.Start, StringComparison.OrdinalIgnoreCase)) is { Start: not null, Reason: var otherApi })
        {
            throw parameters.Error(Setting, $"names '{name}', which {otherApi}");
        }

        // What a star stands for may have a slash.
        name = ModelPattern.IsPattern(name) ? name : provider.NameOf(name);
        return provider.Name == Bedrock && name.Contains('/', StringComparison.Ordinal) && !name.StartsWith(Arn, StringComparison.Ordinal)
            ? WithRegion(provider, name, parameters)
            : new(provider, name);
    }

    private static ProviderModel WithRegion(Provider provider, string name, SettingsSection parameters) => name.Split('/') is [var region, var model] && Region().IsMatch(region)
        ? new(provider, model, region)
        : throw parameters.Error(Setting, $"names a model of Bedrock that the gateway does not know how to call: '{name}'. Write bedrock/NAME, bedrock/REGION/NAME or bedrock/arn:…");

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]+)+-\d$")]
    private static partial Regex Region();
}
