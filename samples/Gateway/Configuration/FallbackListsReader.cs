namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's lists of fallbacks: https://docs.litellm.ai/docs/proxy/reliability.</summary>
internal static class FallbackListsReader
{
    private const string DefaultFallbacks = "default_fallbacks";

    /// <exception cref="ConfigurationException">A list is wrong, or names a model that does not exist.</exception>
    public static FallbackLists Read(RoutingSections sections, ModelTable models)
    {
        var regular = Read(sections, "fallbacks", models);
        if (sections.Find(section => ReadDefault(section, models)) is { } others)
        {
            // As in LiteLLM, they take the place of the entry for every model.
            regular[FallbackLists.Any] = others;
        }

        return new FallbackLists
        {
            Regular = regular,
            ContextWindow = Read(sections, "context_window_fallbacks", models),
            ContentPolicy = Read(sections, "content_policy_fallbacks", models),
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Read(RoutingSections sections, string name, ModelTable models) =>
        sections.Find(section => Read(section, name, models)) ?? [];

    private static Dictionary<string, IReadOnlyList<string>>? Read(SettingsSection settings, string name, ModelTable models)
    {
        var entries = settings.Sections(name);
        var fallbacks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            foreach (var model in entry.Names())
            {
                var others = entry.Texts(model);
                if (others.Prepend(model).FirstOrDefault(other => other != FallbackLists.Any && models.Find(other) is null) is { } unknown)
                {
                    throw entry.Error(model, $"names a model that is not in model_list: '{unknown}'");
                }

                if (others.Contains(FallbackLists.Any))
                {
                    throw entry.Error(model, $"must name models: '{FallbackLists.Any}' stands for every model only in front of the list");
                }

                fallbacks[model] = others.Prepend(model).FirstOrDefault(other => other != FallbackLists.Any && ModelPattern.IsPattern(other)) is { } pattern
                    ? throw entry.Error(model, $"names the pattern '{pattern}', which is no model: name a model that it stands for")
                    : others;
            }
        }

        // As in LiteLLM, an empty list of the router hides none of the library.
        return fallbacks.Count == 0 ? null : fallbacks;
    }

    private static IReadOnlyList<string>? ReadDefault(SettingsSection settings, ModelTable models)
    {
        var others = settings.Texts(DefaultFallbacks);
        return others.FirstOrDefault(other => models.Find(other) is null) is { } unknown
            ? throw settings.Error(DefaultFallbacks, $"names a model that is not in model_list: '{unknown}'")
            : others.FirstOrDefault(ModelPattern.IsPattern) is { } pattern
            ? throw settings.Error(DefaultFallbacks, $"names the pattern '{pattern}', which is no model: name a model that it stands for")
            : others.Count == 0 ? null : others;
    }
}
