namespace TracedLlm.Lookahead;

/// <summary>The position of a form's text field in the bytes that the lookahead has read.</summary>
internal readonly record struct MultipartField(Range Name, Range Value);
