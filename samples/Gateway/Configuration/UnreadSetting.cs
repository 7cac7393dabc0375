using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>A setting of the file that the gateway does not read.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Known">The table of its section; <see langword="null"/> if the section has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its name with those of the sections around it.</param>
/// <param name="Key">Its place in the file.</param>
/// <param name="IsOff">Whether its value is false, null or empty.</param>
internal sealed record UnreadSetting(SettingsSection Section, KnownSettings? Known, string Name, string Path, YamlNode Key, bool IsOff)
{
    public long Line => Key.Start.Line;

    /// <summary>Whether the setting is one of LiteLLM's that does nothing here.</summary>
    public bool HasNoEffect => Known is not null && (Known.HasNoEffect(Name) || IsOff && Known.ReasonAgainst(Name) is not null);

    /// <summary>Why the gateway must not start with this setting; <see langword="null"/> if it may.</summary>
    public string? Problem => Known is null || HasNoEffect ? null
        : Known.ReasonAgainst(Name) is { } reason ? $"{Path} {reason}"
        : Known.Unknown is UnknownSettings.Warn or UnknownSettings.Ignore || Known.Unknown is UnknownSettings.RefuseMisspelt && Nearest is null ? null
        : $"{Path} is no setting of {Known.Owner}{Suggestion} Settings: {string.Join(", ", Section.KnownNames.Order(StringComparer.Ordinal))}";

    private string? Nearest => EditDistance.Nearest(Name, Section.KnownNames);

    private string Suggestion => Nearest is { } nearest ? $"; did you mean {nearest}?" : "." + Known!.Advice;
}
