namespace TracedLlm.Export;

/// <summary>What a backend said when it was tried.</summary>
/// <param name="Backend">Its name, as in <c>TracedLlm:Callbacks</c>.</param>
/// <param name="Address">Where it was asked; <see langword="null"/> where nothing was asked.</param>
/// <param name="IsAccepted">Whether it would take spans.</param>
/// <param name="Text">What it said, or why it was not asked. Without secrets.</param>
public sealed record BackendAnswer(string Backend, Uri? Address, bool IsAccepted, string Text);
