using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>How the text of a setting becomes a value, and which values are allowed.</summary>
internal abstract class SettingType<T>
{
    /// <summary>The values that are allowed, as a noun phrase for messages and for the page.</summary>
    public abstract string Allowed { get; }

    /// <summary>A value as the page shows it.</summary>
    public abstract string Format(T value);

    /// <summary>The value of a text.</summary>
    /// <param name="source">The setting or variable that holds the text, for the message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidOperationException">The text is not allowed.</exception>
    public abstract T Parse(string source, string text);

    /// <summary>Checks a value that code has set.</summary>
    /// <param name="source">The property that has the value, for the message.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The value is not allowed.</exception>
    public abstract void Check(string source, T value);

    /// <summary>Reads a section of the configuration; <see langword="false"/> if it has no value.</summary>
    /// <param name="section">The section.</param>
    /// <param name="refusesBlank">Whether a blank value is an error instead of no value.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The value is not allowed.</exception>
    public virtual bool TryRead(IConfigurationSection section, bool refusesBlank, [MaybeNullWhen(false)] out T value)
    {
        if (section.Value is null && section.GetChildren().Any())
        {
            throw SettingError.NoScalar(section.Path, Allowed);
        }

        var text = section.Value?.Trim();
        if (text is null ? !(refusesBlank && section.Exists()) : text.Length == 0 && !refusesBlank)
        {
            value = default;
            return false;
        }

        value = Parse(section.Path, text ?? "");
        return true;
    }
}
