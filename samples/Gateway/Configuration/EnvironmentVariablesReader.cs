namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>environment_variables</c>. As in LiteLLM, a variable of the file replaces the process's.</summary>
internal static class EnvironmentVariablesReader
{
    public static IReadOnlyDictionary<string, string> Read(SettingsSection root)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Section("environment_variables") is { } section)
        {
            foreach (var name in section.Names())
            {
                if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
                {
                    throw section.Error(name, "is no name of an environment variable; allowed: names without '='");
                }

                if (section.Text(name) is { } value)
                {
                    variables[name] = value.Contains('\0', StringComparison.Ordinal) ? throw section.Error(name, "has a character that no environment variable can have: U+0000") : value;
                }
            }
        }

        return variables;
    }
}
