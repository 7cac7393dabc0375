using System.Diagnostics;

namespace TracedLlm.Samples.Gateway;

/// <summary>What the spans of a team's requests carry.</summary>
/// <param name="Json">The team's <c>metadata</c>, an object as JSON; <see langword="null"/> if it has none.</param>
/// <param name="Tags">The team's <c>tags</c>, and those of its metadata.</param>
/// <param name="MessageLogging">What it says about the content of its requests.</param>
/// <param name="Parent">The span under which the traces of its requests go; <see langword="null"/> if it has none.</param>
internal sealed record TeamMetadata(string? Json, IReadOnlyList<string> Tags, MessageLogging MessageLogging, ActivityContext? Parent);
