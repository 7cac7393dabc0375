using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>model_list</c>.</summary>
internal static class ModelListReader
{
    private const string ApiBase = "api_base";

    // LiteLLM's other name for it.
    private const string BaseUrl = "base_url";
    private const string ApiKey = "api_key";
    private const string Organization = "organization";
    private const string OrganizationVariable = "OPENAI_ORGANIZATION";
    private const string ExtraHeaders = "extra_headers";

    public static IReadOnlyList<Deployment> Read(SettingsSection root, ConfigurationSource source)
    {
        var credentials = CredentialList.Read(root);
        var models = root.Sections("model_list");
        return models.Count == 0
            ? throw root.Error("model_list", "must name at least one model")
            : [.. models.Select((model, index) => ReadDeployment(model, index, credentials, source))];
    }

    private static Deployment ReadDeployment(SettingsSection model, int index, CredentialList credentials, ConfigurationSource source)
    {
        var name = model.Expect(KnownSettings.Model).RequiredText("model_name");
        if (name.Contains('*', StringComparison.Ordinal))
        {
            throw model.Error("model_name", $"'{name}' is a pattern; patterns are not supported");
        }

        var parameters = model.Section("litellm_params")?.Expect(KnownSettings.Deployment) ?? throw model.Error("litellm_params", "is required");
        var (provider, providerModel) = ReadModel(parameters);
        var settings = new DeploymentSettings(parameters, credentials.Find(parameters)?.Expect(KnownSettings.Deployment));
        var apiBase = ReadBase(settings, provider, source);
        var information = model.Section("model_info")?.Expect(KnownSettings.ModelInfo);
        return new Deployment
        {
            Id = information?.Text("id") ?? IdOf(index, name, provider.Name, providerModel, apiBase.AbsoluteUri),
            ModelGroup = name,
            Provider = provider,
            Model = providerModel,
            ApiBase = apiBase,
            ApiKey = ReadKey(settings, provider, source),
            Headers = [.. ReadHeaders(settings, provider, source)],
            Clients = ClientParametersReader.Read(parameters),
            Prices = DeploymentPricesReader.Read(parameters, information),
            MaxParallelRequests = ParallelLimitReader.Read(parameters),
            BaseModel = DeploymentPricesReader.ReadBaseModel(parameters, information),
        };
    }

    private static (Provider Provider, string Model) ReadModel(SettingsSection parameters)
    {
        const string OtherPrefix = "custom_llm_provider";
        var model = parameters.RequiredText("model");
        if (parameters.Text(OtherPrefix) is { Length: > 0 } named)
        {
            return Provider.ByPrefix.TryGetValue(named, out var known)
                ? (known, model.StartsWith(named + "/", StringComparison.Ordinal) ? model[(named.Length + 1)..] : model)
                : throw parameters.Error(OtherPrefix, $"names a provider that is not supported: '{named}'; providers: {Provider.KnownPrefixes}");
        }

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

    private static Uri ReadBase(DeploymentSettings settings, Provider provider, ConfigurationSource source)
    {
        var region = ReadRegion(settings, provider, source);
        var (section, setting) = settings.FindFirst([ApiBase, BaseUrl, .. provider.BaseSettings]);
        if (section.Has(ApiBase) && section.Has(BaseUrl) && section.Text(ApiBase) != section.Text(BaseUrl))
        {
            throw section.Error(BaseUrl, "differs from api_base: write one of them");
        }

        var text = section.Text(setting, out var missing);
        if (missing is not null)
        {
            if (provider.DefaultBase is null || !provider.IsLocal)
            {
                throw section.Error(setting, $"names the environment variable {missing}, which is not set");
            }

            source.Warn($"the environment variable {missing} is not set; the gateway calls {provider.Name} at {provider.DefaultBase}");
        }

        if (text is { Length: > 0 })
        {
            return Parse(text) ?? throw section.Error(setting, $"must be an http or https address, not '{text}'");
        }

        foreach (var variable in provider.BaseVariables)
        {
            if (source.Variable(variable)?.Trim() is { Length: > 0 } value)
            {
                return Parse(value) ?? throw section.Error(ApiBase, $"is absent, and the environment variable {variable} must be an http or https address, not '{value}'");
            }
        }

        return region
            ?? (provider.DefaultBase is { } known ? new Uri(known)
            : throw section.Error(ApiBase, $"is required for {provider.Name}{(provider.BaseVariables.Count == 0 ? "" : $", or the environment variable {provider.BaseVariables[0]}")}"));
    }

    // The address of Bedrock follows from its region.
    private static Uri? ReadRegion(DeploymentSettings settings, Provider provider, ConfigurationSource source)
    {
        if (provider.BaseOfRegion is not { } address)
        {
            return null;
        }

        var (section, setting) = settings.FindFirst(["aws_region_name", "region_name"]);
        var region = section.Text(setting) ?? source.Variable("AWS_REGION_NAME") ?? source.Variable("AWS_REGION");
        return region is null or "" ? null
            : region.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? new Uri(address(region))
            : throw section.Error(setting, $"must be a region such as eu-central-1, not '{region}'");
    }

    private static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static string? ReadKey(DeploymentSettings settings, Provider provider, ConfigurationSource source)
    {
        var (section, setting) = settings.FindFirst([ApiKey]);
        var key = section.Text(setting, out var missing);
        if (missing is not null)
        {
            if (!provider.IsLocal)
            {
                throw section.Error(setting, $"names the environment variable {missing}, which is not set");
            }

            source.Warn($"the environment variable {missing} is not set; the gateway calls {provider.Name} without a key");
        }

        // A variable that was read from a file often ends with a line break, which a header must not contain.
        key = (key ?? provider.KeyVariables.Select(source.Variable).FirstOrDefault(value => value is not null))?.Trim();
        return key switch
        {
            null or "" => null,
            _ when key.Any(char.IsControl) => throw section.Error(setting, "contains a control character, which a header must not contain"),
            _ => key,
        };
    }

    private static IEnumerable<(string Name, string Value)> ReadHeaders(DeploymentSettings settings, Provider provider, ConfigurationSource source)
    {
        var (section, setting) = settings.FindFirst([Organization]);
        if (section.Text(setting) is { Length: > 0 } && provider.OrganizationHeader is null)
        {
            throw section.Error(setting, $"is a setting of OpenAI, and {provider.Name} has no organizations");
        }

        if (provider.OrganizationHeader is { } header && (section.Text(setting) ?? source.Variable(OrganizationVariable)) is { Length: > 0 } organization)
        {
            yield return (header, organization.Trim());
        }

        (section, setting) = settings.FindFirst([ExtraHeaders]);
        if (section.Section(setting) is { } headers)
        {
            using var message = new HttpRequestMessage();
            foreach (var name in headers.Names())
            {
                var value = headers.Text(name) ?? "";
                yield return message.Headers.TryAddWithoutValidation(name, value) && !value.Any(char.IsControl)
                    ? (name, value)
                    : throw headers.Error(name, "cannot be a header of a request");
            }
        }
    }

    private static string IdOf(int index, params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{string.Join('\n', parts)}")))[..16];
}
