namespace TracedLlm.Allocations.Tests;

/// <summary>The forms of traced methods as theory data.</summary>
internal static class Theories
{
    public static TheoryData<string, Place> FormsAndPlaces(IEnumerable<StageCalls> forms)
    {
        var data = new TheoryData<string, Place>();
        foreach (var form in forms)
        {
            data.Add(form.Form, Place.OutsideRequest);
            data.Add(form.Form, Place.InRequest);
        }

        return data;
    }

    public static StageCalls Named(IEnumerable<StageCalls> forms, string form) => forms.Single(calls => calls.Form == form);
}
