namespace TracedLlm.Export.Views.Facts;

/// <summary>A part of a call's cost.</summary>
internal enum CostPart
{
    Input,
    Output,
    Total,
}
