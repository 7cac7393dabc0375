using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's <c>credential_list</c>: named settings that deployments share by <c>litellm_credential_name</c>.</summary>
internal sealed class CredentialList
{
    public const string Setting = "credential_list";

    private const string Values = "credential_values";

    private readonly Dictionary<string, SettingsSection> _byName = new(StringComparer.Ordinal);

    private CredentialList()
    {
    }

    /// <exception cref="ConfigurationException">A credential has no name or no values, or two have the same name.</exception>
    public static CredentialList Read(SettingsSection root)
    {
        var list = new CredentialList();
        foreach (var credential in root.Sections(Setting))
        {
            var name = credential.Expect(KnownSettings.Credential).RequiredText("credential_name");
            _ = credential.Value("credential_info"); // for people
            if (credential.Value(Values) is not YamlMappingNode)
            {
                throw credential.Error(Values, "must be a mapping, such as { api_base: …, api_key: … }");
            }

            if (!list._byName.TryAdd(name, credential))
            {
                throw credential.Error("credential_name", $"is used twice: '{name}'");
            }
        }

        return list;
    }

    /// <summary>The values of the credential that <paramref name="parameters"/> names; <see langword="null"/> if they name none.</summary>
    /// <exception cref="ConfigurationException">There is no credential of this name.</exception>
    public SettingsSection? Find(SettingsSection parameters)
    {
        const string Reference = "litellm_credential_name";
        return parameters.Text(Reference) switch
        {
            null or "" => null,
            var name when _byName.TryGetValue(name, out var credential) => credential.Section(Values),
            var name => throw parameters.Error(
                Reference, $"names a credential that is not in {Setting}: '{name}'; {(_byName.Count == 0 ? $"there is no {Setting}" : $"credentials: {string.Join(", ", _byName.Keys)}")}"),
        };
    }
}
