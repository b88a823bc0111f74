// Validates files against profiles with the veraPDF library and prints one line for each failed rule:
// FILE <tab> PROFILE <tab> CLAUSE-TEST <tab> MESSAGE, and FILE <tab> PROFILE <tab> ok for a file without any.
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 1; index < arguments.length; index++) {
            for (String profile : arguments[0].split(",")) {
                check(arguments[index], profile);
            }
        }
    }

    private static void check(String file, String profile) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(profile);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.PASSED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    failed.putIfAbsent(rule, String.valueOf(assertion.getMessage()).replaceAll("\\s+", " "));
                }
            }
            if (result.isCompliant()) {
                System.out.println(file + "\t" + profile + "\tok");
            } else if (failed.isEmpty()) {
                System.out.println(file + "\t" + profile + "\tnot compliant");
            }
            failed.forEach((rule, message) -> System.out.println(file + "\t" + profile + "\t" + rule + "\t" + message));
        }
    }
}
