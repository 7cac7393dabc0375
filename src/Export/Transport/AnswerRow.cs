namespace TracedLlm.Export.Transport;

/// <summary>A row of <see cref="AnswerTable"/>.</summary>
/// <param name="Protocol">The protocols that it is about, as <c>docs/export.md</c> shows them.</param>
/// <param name="Description">The answers that it is about, as <c>docs/export.md</c> shows them.</param>
/// <param name="Outcome">What such an answer means.</param>
/// <param name="Matches">Whether it is about an answer.</param>
internal sealed record AnswerRow(string Protocol, string Description, SendOutcome Outcome, Func<Answer, bool> Matches);
