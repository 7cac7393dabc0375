using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>The variable that switches the export off. Only <c>true</c>, in any case, is true in the specification.</summary>
internal static class SdkSwitch
{
    /// <summary>The variable.</summary>
    public const string Variable = "OTEL_SDK_DISABLED";

    private static readonly ConfiguredSetting<string> Setting = new(
        Variable,
        SettingTypes.OneOf("true", "false"),
        "false",
        "`true` exports no spans, whatever the other settings are.");

    public static readonly Setting[] Settings = [Setting];

    /// <summary>Whether the export is off.</summary>
    public static bool IsOff(IConfiguration configuration, SettingWarnings warnings) => Setting.Read(configuration, warnings) == "true";
}
