using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>Which ambient activity may be a parent: one that will really be exported.</summary>
internal static class AmbientParent
{
    /// <summary>
    /// <paramref name="activity"/> if a backend will receive it, else <see langword="null"/>. ASP.NET Core makes an activity
    /// for every request as soon as logging is on; it has no source, is exported by nobody, and a span under it is an orphan.
    /// </summary>
    public static Activity? ExportedOrNull(Activity? activity) =>
        activity is { IsAllDataRequested: true, Recorded: true, IsStopped: false, Source.Name.Length: > 0 } && activity.Source.HasListeners()
            ? activity
            : null;
}
