using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>One setting: a row of the table that reads it, checks it and documents it.</summary>
/// <param name="name">Its name in the configuration, such as <c>TracedLlm:Callbacks</c> or <c>OTEL_TRACES_SAMPLER</c>.</param>
/// <param name="meaning">One sentence for <c>docs/configuration.md</c>, in Markdown.</param>
internal abstract class Setting(string name, string meaning)
{
    /// <summary>The section of the configuration that holds the settings of TracedLlm.</summary>
    public const string Section = "TracedLlm";

    /// <summary>The name in the configuration.</summary>
    public string Name => name;

    /// <summary>One sentence for the page.</summary>
    public string Meaning => meaning;

    /// <summary>Variables that are read if the setting itself has no value, in order of precedence.</summary>
    public IReadOnlyList<SettingVariable> Variables { get; init; } = [];

    /// <summary>Whether a blank value is an error instead of no value.</summary>
    public bool RefusesBlank { get; init; }

    /// <summary>The values that are allowed, as text.</summary>
    public abstract string Allowed { get; }

    /// <summary>The value without configuration, as text.</summary>
    public abstract string Default { get; }

    /// <summary>The name below <see cref="Section"/>; <see langword="null"/> for a variable outside the section.</summary>
    public string? Key => name.StartsWith(Section + ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) ? name[(Section.Length + 1)..] : null;
}
