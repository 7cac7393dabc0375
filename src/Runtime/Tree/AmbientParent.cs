using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>Decides whether the ambient activity may be a parent: only an activity that will be exported may.</summary>
internal static class AmbientParent
{
    /// <summary>
    /// Returns <paramref name="activity"/> if a backend will receive it, otherwise <see langword="null"/>. ASP.NET Core creates
    /// an activity for every request when logging is on. That activity has no source and is not exported, so a span under it
    /// would have no parent at the backend.
    /// </summary>
    public static Activity? ExportedOrNull(Activity? activity) =>
        activity is { IsStopped: false } && IsExported(activity) ? activity : null;

    /// <summary>Whether a backend receives <paramref name="activity"/>, or has received it.</summary>
    public static bool IsExported(Activity activity) =>
        activity is { IsAllDataRequested: true, Recorded: true, Source.Name.Length: > 0 } && activity.Source.HasListeners();
}
