using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's <c>model_group_alias</c>: <c>name: model</c>, or <c>name: { model: …, hidden: true }</c>.</summary>
internal static class ModelAliasesReader
{
    private const string Setting = "model_group_alias";

    /// <exception cref="ConfigurationException">An alias is wrong, is in a circle, or names a model that does not exist.</exception>
    public static GatewayConfiguration Read(SettingsSection? router, GatewayConfiguration configuration)
    {
        if (router?.Section(Setting) is not { } section)
        {
            return configuration;
        }

        var stated = section.Names().ToDictionary(name => name, name => ReadAlias(section, name), StringComparer.Ordinal);
        var models = new ModelTable(configuration);
        return configuration with { Aliases = stated.ToDictionary(alias => alias.Key, alias => alias.Value with { Model = Follow(alias.Key, stated, models, section) }, StringComparer.Ordinal) };
    }

    private static ModelAlias ReadAlias(SettingsSection section, string name)
    {
        if (section.Value(name) is not YamlMappingNode)
        {
            return new ModelAlias(section.RequiredText(name), IsHidden: false);
        }

        var alias = section.Section(name)!.Expect(KnownSettings.ModelAlias);
        return new ModelAlias(alias.RequiredText("model"), alias.Boolean("hidden") ?? false);
    }

    // An alias may name another one. An alias of its own name is that model.
    private static string Follow(string name, Dictionary<string, ModelAlias> aliases, ModelTable models, SettingsSection section)
    {
        var path = new List<string> { name };
        while (aliases.TryGetValue(path[^1], out var alias) && alias.Model != path[^1])
        {
            path.Add(alias.Model);
            if (path.IndexOf(alias.Model) < path.Count - 1)
            {
                throw section.Error(name, $"leads back to itself: {string.Join(" → ", path)}");
            }
        }

        return ModelPattern.IsPattern(path[^1]) ? throw section.Error(name, $"names the pattern '{path[^1]}', which is no model: name a model that it stands for")
            : models.Find(path[^1]) is not null ? path[^1]
            : throw section.Error(name, $"names a model that is not in model_list: '{path[^1]}'");
    }
}
