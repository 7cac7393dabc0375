using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>model_list</c>.</summary>
internal static class ModelListReader
{
    public static IReadOnlyList<Deployment> Read(SettingsSection root, ConfigurationSource source)
    {
        var models = root.Sections("model_list");
        return models.Count == 0
            ? throw root.Error("model_list", "must name at least one model")
            : [.. models.Select((model, index) => ReadDeployment(model, index, source))];
    }

    private static Deployment ReadDeployment(SettingsSection model, int index, ConfigurationSource source)
    {
        var name = model.RequiredText("model_name");
        if (name.Contains('*', StringComparison.Ordinal))
        {
            throw model.Error("model_name", $"'{name}' is a pattern; patterns are not supported");
        }

        var parameters = model.Section("litellm_params") ?? throw model.Error("litellm_params", "is required");
        var (provider, providerModel) = ReadModel(parameters);
        var apiBase = ReadBase(parameters, provider, source);
        return new Deployment
        {
            Id = model.Section("model_info")?.Text("id") ?? IdOf(index, name, provider.Name, providerModel, apiBase.AbsoluteUri),
            ModelGroup = name,
            Provider = provider,
            Model = providerModel,
            ApiBase = apiBase,
            ApiKey = ReadKey(parameters, provider, source),
            Clients = ClientParametersReader.Read(parameters),
        };
    }

    private static (Provider Provider, string Model) ReadModel(SettingsSection parameters)
    {
        var model = parameters.RequiredText("model");
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == model.Length - 1)
        {
            throw parameters.Error("model", $"must be provider/name, not '{model}'; providers: {Provider.KnownPrefixes}");
        }

        var prefix = model[..slash];
        return Provider.ByPrefix.TryGetValue(prefix, out var provider)
            ? (provider, model[(slash + 1)..])
            : throw parameters.Error("model", $"'{model}' names a provider that is not supported: '{prefix}'; providers: {Provider.KnownPrefixes}");
    }

    private static Uri ReadBase(SettingsSection parameters, Provider provider, ConfigurationSource source)
    {
        var text = parameters.Text("api_base", out var missing);
        if (missing is not null)
        {
            if (provider.DefaultBase is null || !provider.IsLocal)
            {
                throw parameters.Error("api_base", $"names the environment variable {missing}, which is not set");
            }

            source.Warn($"the environment variable {missing} is not set; the gateway calls {provider.Name} at {provider.DefaultBase}");
        }

        text = text is { Length: > 0 } ? text : source.Variable(provider.BaseVariable) ?? provider.DefaultBase;
        if (text is null)
        {
            throw parameters.Error("api_base", $"is required for {provider.Name}");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw parameters.Error("api_base", $"must be an http or https address, not '{text}'");
    }

    private static string? ReadKey(SettingsSection parameters, Provider provider, ConfigurationSource source)
    {
        var key = parameters.Text("api_key", out var missing);
        if (missing is not null)
        {
            if (!provider.IsLocal)
            {
                throw parameters.Error("api_key", $"names the environment variable {missing}, which is not set");
            }

            source.Warn($"the environment variable {missing} is not set; the gateway calls {provider.Name} without a key");
        }

        // A variable that was read from a file often ends with a line break, which a header must not contain.
        key = (key ?? source.Variable(provider.KeyVariable))?.Trim();
        return key switch
        {
            null or "" => null,
            _ when key.Any(char.IsControl) => throw parameters.Error("api_key", "contains a control character, which a header must not contain"),
            _ => key,
        };
    }

    private static string IdOf(int index, params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{string.Join('\n', parts)}")))[..16];
}
