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
                if (section.Text(name) is { } value)
                {
                    variables[name] = value;
                }
            }
        }

        return variables;
    }
}
