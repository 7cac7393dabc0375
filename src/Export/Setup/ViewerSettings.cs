using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>
/// The settings <c>TracedLlm:Viewer:…</c> of the package TracedLlm.Viewer. They are rows here, because a configuration has them also where
/// the code does not map the viewer, and an unknown setting stops the start.
/// </summary>
internal static class ViewerSettings
{
    private const string Page = "viewer.md";

    public static readonly ConfiguredSetting<int> MaxTraces = new(
        "TracedLlm:Viewer:MaxTraces", SettingTypes.Number(1, 10_000), 1_000, $"How many traces the [viewer]({Page}) holds.");

    public static readonly ConfiguredSetting<long> MaxBytes = new(
        "TracedLlm:Viewer:MaxBytes",
        SettingTypes.Bytes(64L * 1024),
        32L * 1024 * 1024,
        $"How many bytes of spans the viewer holds, as [estimated]({Page}#what-it-holds) for the encoded spans.");

    public static readonly ConfiguredSetting<string> AuthorizationPolicy = new(
        "TracedLlm:Viewer:AuthorizationPolicy",
        SettingTypes.Text,
        "",
        $"The authorization policy that a caller of the viewer must meet. [Outside of development]({Page}#who-can-see-it) it is required.");

    public static readonly ConfiguredSetting<IEnumerable<string>> AllowedHosts = new(
        "TracedLlm:Viewer:AllowedHosts",
        SettingTypes.Hosts,
        [],
        $"The names by which the viewer may be [addressed]({Page}#who-can-see-it).")
    {
        DefaultText = "with a policy every name; without one `localhost` and loopback addresses",
    };

    /// <summary>The rows of <c>docs/configuration.md</c>.</summary>
    public static readonly Setting[] Rows = [MaxTraces, MaxBytes, AuthorizationPolicy, AllowedHosts];

    /// <summary>Checks the values, whether the viewer is mapped or not.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void CheckSection(IConfiguration configuration)
    {
        MaxTraces.Read(configuration);
        MaxBytes.Read(configuration);
        AuthorizationPolicy.Read(configuration);
        AllowedHosts.Read(configuration);
    }
}
