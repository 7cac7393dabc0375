namespace TracedLlm.Lookahead;

/// <summary>Where a text field of a form stands in the bytes that were read ahead.</summary>
internal readonly record struct MultipartField(Range Name, Range Value);
