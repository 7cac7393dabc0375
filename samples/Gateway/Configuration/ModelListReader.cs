using System.Security.Cryptography;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>model_list</c>.</summary>
internal static class ModelListReader
{
    private const string ApiKey = "api_key";
    private const string Organization = "organization";
    private const string OrganizationVariable = "OPENAI_ORGANIZATION";
    private const string ExtraHeaders = "extra_headers";
    private const string ModelId = "model_id";
    private const string ModelInfo = "model_info";

    /// <returns>The deployments; empty if the file names none and pass-through has providers.</returns>
    public static IReadOnlyList<Deployment> Read(SettingsSection root, ConfigurationSource source)
    {
        var credentials = CredentialList.Read(root);
        var models = root.Sections("model_list");
        CheckIds(models, source);
        return [.. models.SelectMany((model, index) => ReadDeployments(model, index, credentials, source))];
    }

    /// <summary>The providers of the environment for a file without a model, as in LiteLLM: each for its pass-through.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static IReadOnlyList<Deployment> ReadPassThrough(SettingsSection root, ConfigurationSource source)
    {
        if (root.Sections("model_list").Count > 0)
        {
            return [];
        }

        var vendors = Provider.ByVendor.Values.ToHashSet(StringComparer.Ordinal);
        var providers = ProviderVariables.Providers(source).Where(provider => vendors.Contains(provider.Name)).ToList();
        if (providers.Count == 0)
        {
            throw root.Error("model_list", "must name at least one model, or a provider's key must be in the environment for its pass-through, as OPENAI_API_KEY is for /openai/…");
        }

        source.Warn($"model_list names no model: the gateway only passes requests through, to {string.Join(", ", providers.Select(provider => $"/{provider.Name}/…"))}");
        return [.. providers.Select(provider => OfEnvironment(provider, provider.Name, provider.Name, ModelPattern.Star.ToString(), source))];
    }

    private static IEnumerable<Deployment> ReadDeployments(SettingsSection entry, int index, CredentialList credentials, ConfigurationSource source)
    {
        var name = entry.Expect(KnownSettings.Model).RequiredText("model_name");
        var parameters = entry.Section("litellm_params")?.Expect(KnownSettings.Deployment) ?? throw entry.Error("litellm_params", "is required");
        var settings = new DeploymentSettings(parameters, credentials.Find(parameters)?.Expect(KnownSettings.Deployment));
        var (addressSection, addressSetting) = settings.FindFirst([DeploymentAddressReader.ApiBase, DeploymentAddressReader.BaseUrl]);
        var model = ProviderModelReader.Read(parameters, addressSection.Text(addressSetting, out _), source);
        CheckStars(parameters, name, model.Name);
        var information = entry.Section(ModelInfo)?.Expect(KnownSettings.ModelInfo);
        var id = IdIn(information);
        if (model.Provider is null)
        {
            return ReadAnyModel(settings, name, id, index, source).Select(deployment => DeploymentRoutingReader.Read(settings, deployment));
        }

        var address = DeploymentAddressReader.Read(settings, model, source);
        var profile = model.Provider.HasProfiles && parameters.Text(ModelId) is { Length: > 0 } named ? named : null;
        var deployment = new Deployment
        {
            Id = id ?? IdOf(index, name, model.Provider.Name, model.Name, address.Base.AbsoluteUri),
            ModelGroup = name,
            Provider = (model.Provider with { BasePath = address.BasePath ?? model.Provider.BasePath }).At(address.Base),
            Model = profile ?? address.Model ?? model.Name,
            ApiBase = address.Base,
            ApiVersion = address.Version,
            ApiKey = ReadKey(settings, model.Provider, source),
            Clients = ClientParametersReader.Read(parameters),
            Prices = DeploymentPricesReader.Read(parameters, information),
            MaxParallelRequests = ParallelLimitReader.Read(parameters),
            BaseModel = DeploymentPricesReader.ReadBaseModel(parameters, information) ?? (profile is null ? null : model.Name),
        };
        deployment = DeploymentRoutingReader.Read(settings, deployment);
        WarnOfDefaultsWithoutEffect(deployment, source);
        if (model.Provider.BaseOfRegion is not null && deployment.ApiKey is null && address.Base.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal))
        {
            source.Warn($"the gateway calls '{name}' at {model.Provider.Name} without a key: it does not sign requests with AWS credentials. Set api_key or {model.Provider.KeyVariables[0]}");
        }

        deployment = deployment with { Info = ModelInfoReader.Read(information, deployment.ApiKey) };
        CheckKey(settings, deployment, source);

        // As in LiteLLM, each of several organizations is a deployment.
        var headers = ReadHeaders(settings).ToList();
        var organizations = ReadOrganizations(settings, model.Provider, source);
        return organizations.Count == 0 ? [deployment with { Headers = headers }]
            : organizations.Select(organization => deployment with
            {
                Id = organizations.Count == 1 ? deployment.Id : IdOf(index, deployment.Id, organization),
                Headers = [(model.Provider.OrganizationHeader!, organization), .. headers],
            });
    }

    // Deployments with one id would share their rests, their latencies and their limits.
    private static void CheckIds(IReadOnlyList<SettingsSection> models, ConfigurationSource source)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            if (model.Section(ModelInfo) is { } information && IdIn(information) is { } id)
            {
                var place = $"{source.FileOf(model.Node)}:{model.Node.Start.Line}";
                if (!places.TryAdd(id, place))
                {
                    throw source.Error(model.Node, $"model_info.id is '{id}', which the deployment in {places[id]} has too: each deployment needs an id of its own, or none");
                }
            }
        }
    }

    private static string? IdIn(SettingsSection? information) => information?.Text("id") is { Length: > 0 } id ? id : null;

    // The name that a caller sends would decide who receives an address or a key.
    private static List<Deployment> ReadAnyModel(DeploymentSettings settings, string name, string? id, int index, ConfigurationSource source)
    {
        foreach (var setting in new[] { ApiKey, DeploymentAddressReader.ApiBase, DeploymentAddressReader.BaseUrl })
        {
            var (section, found) = settings.FindFirst([setting]);
            if (section.Text(found) is { Length: > 0 })
            {
                throw section.Error(found, "is for one provider, and with model: \"*\" the caller names the provider. Write the provider, such as model: \"openai/*\"");
            }
        }

        var providers = ProviderVariables.Providers(source).Where(provider => provider.Formats.Length > 0).ToList();
        if (providers.Count == 0)
        {
            source.Warn($"'{name}' serves no model: it has the providers whose keys are in the environment, such as OPENAI_API_KEY, and there are none");
        }

        return [.. providers.Select(provider => OfEnvironment(provider, name, id is null ? IdOf(index, name, provider.Name) : $"{id}/{provider.Name}", ModelPattern.Star.ToString(), source) with { IsOfAnyModel = true })];
    }

    private static Deployment OfEnvironment(Provider provider, string name, string id, string model, ConfigurationSource source)
    {
        var address = ProviderVariables.FindAddress(provider, source, out _)!;
        var located = provider.Versions is { } versions ? versions.Locate(address, source.Variable(versions.Variable)) : null;
        return new()
        {
            Id = id,
            ModelGroup = name,
            Provider = provider.At(address),
            Model = model,
            ApiBase = located?.Base ?? address,
            ApiVersion = located?.Version,
            ApiKey = ProviderVariables.FindKey(provider, source),
        };
    }

    // LiteLLM translates its parameters into those of the provider's API.
    private static void WarnOfDefaultsWithoutEffect(Deployment deployment, ConfigurationSource source)
    {
        var (provider, unknown) = (deployment.Provider, deployment.Defaults.Parameters.Keys.Where(name => !deployment.Provider.Formats.Any(format => format.Fields.Contains(name))).ToList());
        if (unknown.Count > 0)
        {
            source.Warn($"the parameters {string.Join(", ", unknown)} of '{deployment.ModelGroup}' have no effect: no API of {provider.Name} has a field of this name. Write the provider's own fields in extra_body");
        }
    }

    private static void CheckStars(SettingsSection parameters, string name, string model)
    {
        var (stars, filled) = (name.Count(character => character == ModelPattern.Star), model.Count(character => character == ModelPattern.Star));
        if (filled > 0 && filled != stars)
        {
            throw parameters.Error("model", $"must have as many stars as model_name, '{name}', or none, not '{model}'");
        }
    }

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
        key = (key ?? ProviderVariables.FindKey(provider, source))?.Trim();
        return key switch
        {
            null or "" => null,
            _ when key.Any(char.IsControl) => throw section.Error(setting, "contains a control character, which a header must not contain"),
            _ => key,
        };
    }

    private static void CheckKey(DeploymentSettings settings, Deployment deployment, ConfigurationSource source)
    {
        if (deployment.Provider.NeedsKey is not { } need || !deployment.ApiBase.Host.EndsWith(need.HostEnd, StringComparison.Ordinal))
        {
            return;
        }

        if (deployment.ApiKey is not null)
        {
            source.Warn($"'{deployment.ModelGroup}' has a fixed api_key at {deployment.Provider.Name}: {need.Reason}");
        }
        else if (!ReadHeaders(settings).Any(header => header.Name.Equals(deployment.Provider.KeyHeader, StringComparison.OrdinalIgnoreCase)))
        {
            var (section, setting) = settings.FindFirst([ApiKey]);
            throw section.Error(setting, $"is required for {deployment.Provider.Name}: {need.Reason}");
        }
    }

    private static IReadOnlyList<string> ReadOrganizations(DeploymentSettings settings, Provider provider, ConfigurationSource source)
    {
        var (section, setting) = settings.FindFirst([Organization]);
        var organizations = section.Value(setting) is YamlSequenceNode ? section.Texts(setting) : section.Text(setting) is { Length: > 0 } one ? [one] : [];
        if (organizations.Count > 0 && provider.OrganizationHeader is null)
        {
            throw section.Error(setting, $"is a setting of OpenAI, and {provider.Name} has no organizations");
        }

        return provider.OrganizationHeader is null ? []
            : organizations.Count == 0 && source.Variable(OrganizationVariable) is { Length: > 0 } variable ? [variable.Trim()]
            : [.. organizations.Select(organization => organization.Trim()).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Name, string Value)> ReadHeaders(DeploymentSettings settings)
    {
        var (section, setting) = settings.FindFirst([ExtraHeaders]);
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
