using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads what callers may bring in place of a deployment's address and key.</summary>
internal static class ClientParametersReader
{
    private const string Setting = "configurable_clientside_auth_params";

    // A pattern is the operator's, the text is a caller's.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads <c>configurable_clientside_auth_params</c>: names, and addresses with a pattern.</summary>
    /// <exception cref="ConfigurationException">A name is not known, or a pattern is not valid.</exception>
    public static ClientParameters Read(SettingsSection parameters) => parameters.Value(Setting) switch
    {
        null => ClientParameters.None,
        YamlSequenceNode list => list.Aggregate(ClientParameters.None, (allowed, item) => With(allowed, item, parameters)),
        _ => throw parameters.Error(Setting, "must be a list of api_base, api_key, base_url, or of mappings such as api_base: PATTERN"),
    };

    /// <summary>Adds <c>general_settings.allow_client_side_credentials</c> and the hosts of <c>provider_url_destination_allowed_hosts</c>.</summary>
    public static GatewayConfiguration WithGeneral(SettingsSection? general, GatewayConfiguration configuration)
    {
        var isAllowed = general?.Boolean("allow_client_side_credentials") is true;
        return configuration with
        {
            Deployments = [.. configuration.Deployments.Select(deployment => deployment with
            {
                Clients = deployment.Clients with
                {
                    AllowsKey = deployment.Clients.AllowsKey || isAllowed,
                    AllowsAddress = deployment.Clients.AllowsAddress || isAllowed,
                    Hosts = configuration.AllowedBackendHosts,
                },
            })],
        };
    }

    private static ClientParameters With(ClientParameters allowed, YamlNode item, SettingsSection parameters) => item switch
    {
        YamlScalarNode { Value: LiteLlmFields.ApiKey } => allowed with { AllowsKey = true },
        YamlScalarNode { Value: LiteLlmFields.ApiBase or LiteLlmFields.BaseUrl } => allowed with { AllowsAddress = true },
        YamlMappingNode { Children: [{ Key: YamlScalarNode { Value: LiteLlmFields.ApiBase or LiteLlmFields.BaseUrl }, Value: YamlScalarNode { Value: { } pattern } }] } =>
            allowed with { Addresses = [.. allowed.Addresses, Pattern(pattern, parameters)] },
        _ => throw parameters.Error(Setting, $"has an entry that is not supported: {item}; entries: api_base, api_key, base_url, or a mapping such as api_base: PATTERN"),
    };

    private static Regex Pattern(string pattern, SettingsSection parameters)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (ArgumentException exception)
        {
            throw parameters.Error(Setting, $"has a pattern that is not valid: {exception.Message}");
        }
    }
}
