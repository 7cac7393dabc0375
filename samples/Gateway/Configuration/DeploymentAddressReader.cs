namespace TracedLlm.Samples.Gateway;

/// <summary>Reads where a deployment is: <c>api_base</c>, otherwise the provider's variable, otherwise its region, otherwise its public address.</summary>
internal static class DeploymentAddressReader
{
    public const string ApiBase = "api_base";

    // LiteLLM's other name for it.
    public const string BaseUrl = "base_url";

    /// <exception cref="ConfigurationException">There is no address, or it is none.</exception>
    public static DeploymentAddress Read(DeploymentSettings settings, ProviderModel model, ConfigurationSource source)
    {
        var provider = model.Provider!;
        var location = provider.HasLocations ? VertexLocation.Read(settings, source) : null;
        var address = ReadBase(settings, provider, ReadRegion(settings, provider, model.Region, source) ?? location?.Address, source);
        if (provider.Versions is not { } versions)
        {
            return new(address, BasePath: location?.OpenAiPath);
        }

        var (section, setting) = settings.FindFirst([versions.Setting]);
        var version = section.Text(setting) is { Length: > 0 } own ? own : source.Variable(versions.Variable);
        var located = versions.Locate(address, version) ?? throw section.Error(setting, "is required, because api_base names a deployment: write a version such as 2024-10-21");
        return located.Version?.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.') is false
            ? throw section.Error(setting, $"must be a version such as 2024-10-21, not '{located.Version}'")
            : located;
    }

    // The place, a region or a location, tells the address if the file does not.
    private static Uri ReadBase(DeploymentSettings settings, Provider provider, Uri? ofPlace, ConfigurationSource source)
    {
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
            return ProviderVariables.Parse(text) ?? throw section.Error(setting, $"must be an http or https address, not '{text}'");
        }

        var address = ProviderVariables.FindAddress(provider, source, out var wrong);
        return wrong is { } variable ? throw section.Error(ApiBase, $"is absent, and the environment variable {variable.Variable} must be an http or https address, not '{variable.Value}'")
            : ofPlace is not null && !provider.BaseVariables.Any(name => source.Variable(name) is not null) ? ofPlace
            : address ?? throw section.Error(
                ApiBase,
                $"is required for {provider.Name}{(provider.HasLocations ? ", or vertex_project with vertex_location" : "")}{(provider.BaseVariables.Count == 0 ? "" : $", or the environment variable {provider.BaseVariables[0]}")}");
    }

    // The address of Bedrock follows from its region.
    private static Uri? ReadRegion(DeploymentSettings settings, Provider provider, string? regionOfModel, ConfigurationSource source)
    {
        if (provider.BaseOfRegion is not { } address)
        {
            return null;
        }

        var (section, setting) = settings.FindFirst(["aws_region_name", "region_name"]);
        var region = section.Text(setting) ?? regionOfModel ?? ProviderVariables.FindRegion(source);
        return region is null or "" ? null
            : ProviderVariables.IsRegion(region) ? new Uri(address(region))
            : throw section.Error(setting, $"must be a region such as eu-central-1, not '{region}'");
    }
}
