namespace TracedLlm.Samples.Gateway;

/// <summary>The settings of a deployment: its own, and those of the credential that it names, which count where its own are absent.</summary>
internal sealed class DeploymentSettings(SettingsSection own, SettingsSection? credential)
{
    /// <summary>The section and the name of the first of <paramref name="names"/> that is set; if none is, the deployment's own section and the first name.</summary>
    public (SettingsSection Section, string Name) FindFirst(IReadOnlyList<string> names)
    {
        // All names are asked for, so that the section knows them.
        var found = (from section in new[] { own, credential }
                     where section is not null
                     from name in names
                     where section.Has(name)
                     select (section, name)).ToList();
        return found.Count > 0 ? found[0] : (own, names[0]);
    }

    /// <summary>The value of <paramref name="name"/> where it is set.</summary>
    public T Find<T>(string name, Func<SettingsSection, string, T> read)
    {
        var (section, found) = FindFirst([name]);
        return read(section, found);
    }
}
