using System.Diagnostics;
using TracedLlm.Exporting;

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
        activity is { IsStopped: false } && ExportedContext.IsExported(activity) ? activity : null;
}
